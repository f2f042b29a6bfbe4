# install() rules and the package that find_package(farola) finds; filled in by the install room.
