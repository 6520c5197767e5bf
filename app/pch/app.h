/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nearly every file of app/ includes, parsed once. A file includes what it uses all the same:
 * -Db_pch=false finds what one forgets. */
#include <gio/gio.h>
#undef G_LOG_DOMAIN
