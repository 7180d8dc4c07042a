#pragma once
// Hand-made inputs of two countries and one or two sectors in every layout, small enough to check by eye.
#include <string>
#include <vector>

#include "data/temporary_folder.h"

namespace cobden::testing {

struct FixtureFile {
  std::string name, text;
};

/// Native long CSV. A uses 30 of its own and 10 of B's good; all accounts add up.
inline std::vector<FixtureFile> native_files() {
  return {{"countries.csv", "code,name,gdp,groups\nAAA,Aland,60,ALL1;RICH\nBBB,Bland,70,ALL1\n"},
          {"sectors.csv", "code,name,groups,theta_X\nS1,Stuff,goods,4\n"},
          {"flows.csv",
           "exporter,importer,sector,flow,tariff\nAAA,AAA,S1,80,0\nAAA,BBB,S1,20,0.1\nBBB,AAA,S1,10,0.2\nBBB,"
           "BBB,S1,90,0\n"},
          {"intermediate.csv", "country,input_sector,using_sector,value\nAAA,S1,S1,40\nBBB,S1,S1,30\n"},
          {"country_sector.csv", "country,sector,final_use,value_added\nAAA,S1,52,60\nBBB,S1,82,70\n"},
          {"about.csv",
           "key,value\nname,tiny\nyear,2020\nunit,million USD\ntitle,A tiny world\nelasticity_source.X,me "
           "(2024)\nstep.1,made by hand\n"}};
}

/// WIOT layout: two countries, one sector, two final categories; one negative final cell.
inline std::vector<FixtureFile> wiot_files() {
  return {{"countries.txt", "AAA\nBBB\n"},
          {"sectors.csv", "id,name,theta_cp2015\nc1,Stuff,5\n"},
          {"wiot2011_inter.csv", "20,10\n5,30\n"},
          {"wiot2011_final.csv", "50,4,20,-4\n5,0,60,0\n"},
          {"wiot2011_output.csv", "100\n100\n"},
          {"tariffs_2014.csv", "importer,exporter,sector,tariff\nAAA,BBB,c1,0.1\nBBB,AAA,c1,0.2\n"}};
}

/// OECD ICIO layout with the two regions of China.
inline std::string icio_text() {
  return "V1,USA_C26,USA_SRV,CN1_C26,CN1_SRV,CN2_C26,CN2_SRV,USA_HFCE,USA_INVNT,CHN_HFCE,CHN_INVNT,OUT\n"
         "USA_C26,10,5,1,1,1,1,20,0,1,0,40\n"
         "USA_SRV,5,20,0,0,0,0,75,0,0,0,100\n"
         "CN1_C26,4,1,5,1,2,2,3,0,2,0,20\n"
         "CN1_SRV,0,0,2,5,1,2,0,0,20,0,30\n"
         "CN2_C26,1,1,2,1,5,2,1,0,8,-1,20\n"
         "CN2_SRV,0,0,1,2,1,6,0,0,20,0,30\n"
         "TLS,1,3,1,1,1,1,2,0,2,0,12\n"
         "VA,19,70,8,19,9,16,0,0,0,0,141\n"
         "OUT,40,100,20,30,20,30,102,0,53,-1,394\n";
}

/// Caliendo-Parro layout: two countries, one traded sector of two.
inline std::vector<FixtureFile> caliendo_parro_files() {
  return {{"countries.txt", "Mexico\nUSA\n"},
          {"GO.txt", "100000000\t300000000\n200000000\t500000000\n"},
          {"B.txt", "0.5\t0.4\n0.75\t1\n"},
          {"IO.txt", "0.6\t0.25\n0.4\t0.75\n0.5\t0\n0.5\t0\n"},
          {"T.txt", "5\n"},
          {"xbilat1993.txt", "0\t20000\n30000\t0\n"},
          {"tariffs1993.txt", "0\t10\n5\t0\n"},
          {"tariffs2005.txt", "0\t0\n0\t0\n"}};
}

/// 194-country layout cut to two countries; B exports more than its GDP.
inline std::vector<FixtureFile> gravity_matrix_files() {
  return {{"country_labels.csv", "iso3,iso_code,CountryName\nAAA,1,Aland\nBBB,2,Bland\n"},
          {"gdp.csv", "gdp\n100000000\n5000000\n"},
          {"trade_cepii.csv", "e1,e2\n,20000\n8000,\n"},
          {"tariffs.csv", "applied_tariff\n.1\n0\n"},
          {"ids.txt", "iso_code\r\nid_US = 2;\r\nid_EU=[1\t2];\r\n"}};
}

/// Stacked matrices of two regions and two industries; a third industry has no trade data.
inline std::vector<FixtureFile> ossa_files() {
  return {{"regions.csv", "No.,String\n1,China\n2,Elsewhere\n"},
          {"sectors.csv", "No.,String,String\n1,ric,Rice\n2,ele,\"Machines, electronic\"\n3,xxx,Others\n"},
          {"trade_ijs.csv", "90,10\n20,80\n70,30\n40,60\n"},
          {"purged_trade_ijs.csv", "90,20\n20,80\n70,40\n40,60\n"},
          {"tariff_ijs.csv", "0,.1\n.2,0\n0,0\n.05,0\n"},
          {"sigma_s.csv", "5,3\n2.5,3\n"}};
}

inline std::string gravity_long_text() {
  return "exporter,importer,year,trade,Y,E\n"
         "AAA,AAA,2006,80,100,95\nAAA,BBB,2006,20,100,105\nBBB,AAA,2006,15,100,95\nBBB,BBB,2006,85,100,"
         "105\nBBB,BBB,2000,85,100,105\n";
}

inline void write_all(const TemporaryFolder& folder, const std::vector<FixtureFile>& files) {
  for (const auto& file : files) folder.write(file.name, file.text);
}

/// `files` with the first `from` in file `name` replaced by `to`.
inline std::vector<FixtureFile> edited(std::vector<FixtureFile> files, const std::string& name,
                                       const std::string& from, const std::string& to) {
  for (auto& file : files)
    if (file.name == name) {
      const auto at = file.text.find(from);
      if (at == std::string::npos)
        ADD_FAILURE() << name << " does not hold " << from;
      else
        file.text.replace(at, from.size(), to);
    }
  return files;
}

}  // namespace cobden::testing
