/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nearly every file of ui/ includes, parsed once. A file includes what it uses all the same:
 * -Db_pch=false finds what one forgets. */
#include <adwaita.h>
#undef G_LOG_DOMAIN
