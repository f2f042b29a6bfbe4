#pragma once
// Small layers that the tests write with GDAL for the readers to read.

#include <functional>
#include <string>
#include <vector>

#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace farola::test {

struct WrittenField {
  const char* name;
  OGRFieldType type;
};

struct WrittenFeature {
  std::string wkt;                  ///< empty: no geometry
  std::vector<std::string> values;  ///< one a field; "NULL": none
};

/// Adds a layer to the file, which is made when it is not there.
inline void write_layer(const std::string& path, const char* driver, const char* layer_name,
                        int epsg, OGRwkbGeometryType type, const std::vector<WrittenField>& fields,
                        const std::vector<WrittenFeature>& features) {
  GDALAllRegister();
  GDALDataset* dataset = static_cast<GDALDataset*>(
      GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr));
  if (dataset == nullptr) {
    dataset = GetGDALDriverManager()->GetDriverByName(driver)->Create(path.c_str(), 0, 0, 0,
                                                                      GDT_Unknown, nullptr);
  }
  ASSERT_NE(dataset, nullptr) << path;
  OGRSpatialReference reference;
  if (epsg != 0) reference.importFromEPSG(epsg);
  OGRLayer* layer =
      dataset->CreateLayer(layer_name, epsg != 0 ? &reference : nullptr, type, nullptr);
  ASSERT_NE(layer, nullptr);
  for (const WrittenField& field : fields) {
    OGRFieldDefn definition(field.name, field.type);
    layer->CreateField(&definition);
  }
  ASSERT_EQ(layer->StartTransaction(), OGRERR_NONE);
  for (const WrittenFeature& written : features) {
    const OGRFeatureUniquePtr feature{OGRFeature::CreateFeature(layer->GetLayerDefn())};
    for (std::size_t i = 0; i < written.values.size(); ++i)
      if (written.values[i] != "NULL")
        feature->SetField(static_cast<int>(i), written.values[i].c_str());
    if (!written.wkt.empty()) {
      OGRGeometry* geometry = nullptr;
      OGRGeometryFactory::createFromWkt(written.wkt.c_str(), nullptr, &geometry);
      ASSERT_NE(geometry, nullptr) << written.wkt;
      feature->SetGeometryDirectly(geometry);
    }
    ASSERT_EQ(layer->CreateFeature(feature.get()), OGRERR_NONE);
  }
  ASSERT_EQ(layer->CommitTransaction(), OGRERR_NONE);
  GDALClose(dataset);
}

}  // namespace farola::test
