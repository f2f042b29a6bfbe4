"""A GeoPackage written with nothing but sqlite3 from the standard library, the same bytes each time.

OGC 12-128r18 (GeoPackage 1.3). Points, lines and polygons, one geometry type a layer, no spatial
index (the layers are small). SQLite stamps its own version into the header (bytes 96 to 99); that
stamp is set to a fixed number, so that two machines write the same file.
"""

import os
import sqlite3
import struct

_WKT_4326 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]')
_WKT_32721 = (
    'PROJCS["WGS 84 / UTM zone 21S",' + _WKT_4326.replace('AXIS["Latitude",NORTH],AXIS["Longitude",EAST],', "")
    + ',PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],'
    'PARAMETER["central_meridian",-57],PARAMETER["scale_factor",0.9996],'
    'PARAMETER["false_easting",500000],PARAMETER["false_northing",10000000],'
    'UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],'
    'AUTHORITY["EPSG","32721"]]')

_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT
  (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id)
  REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
"""


def _points(ring):
    return struct.pack(f"<I{2 * len(ring)}d", len(ring), *(c for point in ring for c in point))


def _wkb(kind, shape):
    if kind == "POINT":
        return struct.pack("<BI2d", 1, 1, *shape)
    if kind == "LINESTRING":
        return struct.pack("<BI", 1, 2) + _points(shape)
    return struct.pack("<BII", 1, 3, len(shape)) + b"".join(_points(ring) for ring in shape)


def _vertices(kind, shape):
    return [shape] if kind == "POINT" else shape if kind == "LINESTRING" else shape[0]


def write_geopackage(path, layers, epsg):
    """`layers`: dicts of name, description, kind (POINT, LINESTRING, POLYGON), fields
    [(name, SQL type)], rows [(shape, values)]; a polygon is a list of closed rings."""
    part = path + ".part"
    if os.path.exists(part):
        os.remove(part)
    base = sqlite3.connect(part, isolation_level=None)
    for pragma in ("page_size=4096", "application_id=0x47504B47", "user_version=10300",
                   "journal_mode=OFF", "synchronous=OFF"):
        base.execute("PRAGMA " + pragma)
    base.executescript("BEGIN;" + _TABLES)
    base.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", [
        ("Undefined Cartesian", -1, "NONE", -1, "undefined", None),
        ("Undefined geographic", 0, "NONE", 0, "undefined", None),
        ("WGS 84 geodetic", 4326, "EPSG", 4326, _WKT_4326, None),
        ("WGS 84 / UTM zone 21S", 32721, "EPSG", 32721, _WKT_32721, None)])
    for layer in layers:
        _write_layer(base, layer, epsg)
    base.execute("COMMIT")
    base.close()
    with open(part, "r+b") as file:
        file.seek(24)
        counter = file.read(4)
        file.seek(92)
        file.write(counter + struct.pack(">I", 3034000))
    os.replace(part, path)


def _write_layer(base, layer, epsg):
    name, kind = layer["name"], layer["kind"]
    columns = "".join(f", {field} {sql_type}" for field, sql_type in layer["fields"])
    base.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
                 f"geom {kind}{columns})")
    header = b"GP\x00\x01" + struct.pack("<i", epsg)
    marks = ",".join("?" * (len(layer["fields"]) + 2))
    vertices = [v for shape, _ in layer["rows"] for v in _vertices(kind, shape)]
    xs, ys = [v[0] for v in vertices], [v[1] for v in vertices]
    base.executemany(f"INSERT INTO {name} VALUES ({marks})", (
        (fid, header + _wkb(kind, shape), *values)
        for fid, (shape, values) in enumerate(layer["rows"], start=1)))
    base.execute("INSERT INTO gpkg_contents VALUES (?,?,?,?,?,?,?,?,?,?)", (
        name, "features", name, layer["description"], "2025-01-01T00:00:00.000Z",
        min(xs), min(ys), max(xs), max(ys), epsg))
    base.execute("INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,0,0)", (name, "geom", kind, epsg))
