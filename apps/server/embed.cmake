# Writes a source file that holds the files of the built page, each compressed:
#   cmake -DPAGE=web/dist -DOUT=folder -P embed.cmake
# OUT/page_files.cc is the table, OUT/page_files.S takes in the bytes, OUT/*.gz are the files. Without a page the
# table is empty.
file(MAKE_DIRECTORY ${OUT})
set(files "")
if(EXISTS ${PAGE}/index.html)
  file(GLOB_RECURSE files RELATIVE ${PAGE} ${PAGE}/*)
  list(SORT files)
endif()
set(table "")
set(declarations "")
set(assembly "  .section .rodata\n")
set(count 0)
foreach(file IN LISTS files)
  set(packed ${OUT}/${count}.gz)
  file(ARCHIVE_CREATE OUTPUT ${packed} PATHS ${PAGE}/${file} FORMAT raw COMPRESSION GZip)
  string(APPEND declarations "extern const char cobden_page_${count}[], cobden_page_${count}_end[];\n")
  string(APPEND table "      {\"${file}\", bytes(cobden_page_${count}, cobden_page_${count}_end)},\n")
  string(APPEND assembly "  .global cobden_page_${count}\ncobden_page_${count}:\n  .incbin \"${packed}\"\n"
                         "  .global cobden_page_${count}_end\ncobden_page_${count}_end:\n")
  math(EXPR count "${count} + 1")
endforeach()
string(APPEND assembly "  .section .note.GNU-stack,\"\",%progbits\n")
file(WRITE ${OUT}/page_files.S "${assembly}")
file(WRITE ${OUT}/page_files.cc "// Written by apps/server/embed.cmake.
#include \"apps/server/page.h\"

extern \"C\" {
${declarations}}

namespace cobden::server {
namespace {

[[maybe_unused]] std::string_view bytes(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::vector<PageFile> page_files() {
  return {
${table}  };
}

}  // namespace cobden::server
")
