/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reconcile.h"

G_BEGIN_DECLS

/* One folder while it is compared. Two passes: first all folders take in what is new to them, which
 * finds letters that were moved; then what is still missing is removed. */
typedef struct
{
  char      *account;
  char      *name;
  char      *path;
  gint64     id;
  gint64     stamp;
  GPtrArray *files;     /* files that are new or changed */
  GArray    *missing;   /* row ids whose file was not seen */
  GArray    *copied;    /* letters whose file is another one now */
} AnserReconcileFolder;

typedef struct
{
  AnserStore           *store;
  AnserReconcileFlags   flags;
  AnserReconcileFunc    watch;
  unsigned              n_total;   /* new files, as far as can be told before they are compared */
  void                (*progress) (unsigned done,
                                   gpointer user_data);
  gpointer              user_data;
  unsigned              n_done;
  unsigned              batch;
  GPtrArray            *folders;
} AnserReconcile;

AnserReconcileFolder *anser_reconcile_folder_new     (const char *account,
                                                      const char *name,
                                                      gint64      id);
void                  anser_reconcile_folder_free    (gpointer     folder);

/* Compares the names on disk with the rows, under the lock: neither changes meanwhile. */
gboolean              anser_reconcile_compare        (AnserReconcile        *self,
                                                      AnserReconcileFolder  *folder,
                                                      GError               **error);
/* Rows and words of what is new or changed; a letter that was moved here keeps its row. */
gboolean              anser_reconcile_take_in        (AnserReconcile        *self,
                                                      AnserReconcileFolder  *folder,
                                                      GError               **error);
/* Rows of what is in no folder any more. */
gboolean              anser_reconcile_remove_missing (AnserReconcile        *self,
                                                      AnserReconcileFolder  *folder,
                                                      GError               **error);

G_END_DECLS
