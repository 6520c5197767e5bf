/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nearly every file of ui/ includes, parsed once. A file includes what it uses all the same: the
 * tests build without this, too. */
#include <adwaita.h>
#undef G_LOG_DOMAIN
