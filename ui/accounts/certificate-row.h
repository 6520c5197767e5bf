/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ANSER_TYPE_CERTIFICATE_ROW (anser_certificate_row_get_type ())
G_DECLARE_FINAL_TYPE (AnserCertificateRow, anser_certificate_row, ANSER, CERTIFICATE_ROW,
                      AdwActionRow)

/**
 * AnserCertificateRow:
 *
 * Chooses the file of a certificate authority of one's own. Property "path": the file, "" for the
 * authorities that the system trusts.
 */

G_END_DECLS
