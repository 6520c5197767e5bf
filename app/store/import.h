/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-format.h"
#include "store.h"
#include "work.h"

G_BEGIN_DECLS

/**
 * AnserImportResult:
 * @n_imported: letters that came
 * @n_known: letters that the account had already, byte for byte
 * @n_gone: letters that the other program had thrown away and not removed yet
 * @n_left_out: what could not be read
 * @left_out: (element-type utf8): the first of them, "path: reason"
 * @bytes: of the letters that came
 */
typedef struct
{
  unsigned    n_imported;
  unsigned    n_known;
  unsigned    n_gone;
  unsigned    n_left_out;
  GPtrArray  *left_out;
  gint64      bytes;
} AnserImportResult;

#define ANSER_TYPE_IMPORT (anser_import_get_type ())
G_DECLARE_FINAL_TYPE (AnserImport, anser_import, ANSER, IMPORT, AnserWork)

/**
 * AnserImport:
 *
 * Letters from outside into an account, with their flags, dates and folders. They come by batches, as
 * those from a server do: durable, then visible; afterwards each is read again, and its digest
 * compared with that of the bytes that were read outside. Cut off at any moment and begun again it
 * doubles nothing, since a letter that the account has already is not imported.
 */

/* @folder (nullable): the name of the folder in which they are to lie, which is made; NULL for the
 * account's own: "Inbox" comes into Inbox, what is in no folder into "Imported". */
AnserImport             *anser_import_new        (AnserStore       *store,
                                                  const char       *account,
                                                  const char       *folder,
                                                  const char       *path,
                                                  AnserMailFormat   format);
/* Imports also what the account has already. */
void                     anser_import_set_again  (AnserImport      *self,
                                                  gboolean          again);
/* While it runs too: what is done. */
const AnserImportResult *anser_import_get_result (AnserImport      *self);
AnserMailFormat          anser_import_get_format (AnserImport      *self);

G_END_DECLS
