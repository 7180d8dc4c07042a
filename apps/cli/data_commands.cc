#include "apps/cli/data_commands.h"
