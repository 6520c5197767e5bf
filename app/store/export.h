/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-target.h"
#include "store.h"
#include "work.h"

G_BEGIN_DECLS

/**
 * AnserExportResult:
 * @n_exported: letters
 * @n_changed: of them, those that read back with other bytes, which the format could not help
 * @n_folders: folders
 */
typedef struct
{
  unsigned n_exported;
  unsigned n_changed;
  unsigned n_folders;
  gint64   bytes;
} AnserExportResult;

#define ANSER_TYPE_EXPORT (anser_export_get_type ())
G_DECLARE_FINAL_TYPE (AnserExport, anser_export, ANSER, EXPORT, AnserWork)

/**
 * AnserExport:
 *
 * Letters of an account to a file or folder outside. When all is written it is read again as an
 * import would, and the digests of all letters are compared; only then it takes its place.
 */

/* @folder (nullable): the name of one; with NULL the whole account. With @inner folders in it, too. */
AnserExport             *anser_export_new        (AnserStore            *store,
                                                  const char            *account,
                                                  const char            *folder,
                                                  gboolean               inner,
                                                  const char            *path,
                                                  AnserMailFormat        format,
                                                  AnserMailTargetFlags   flags);
const AnserExportResult *anser_export_get_result (AnserExport           *self);
AnserMailTargetFlags     anser_export_get_flags  (AnserExport           *self);

G_END_DECLS
