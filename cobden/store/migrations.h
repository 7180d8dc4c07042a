#pragma once
// The layout of the store by version. A file of an older version is brought to the present one when it is
// opened, in one transaction; a file of a later version is refused, since an older program would damage it.
#include "cobden/store/sqlite.h"

namespace cobden::store {

inline constexpr int kSchemaVersion = 2;

/// UserError: the file is of a later version, or is another program's database.
void migrate(Database& database);

}  // namespace cobden::store
