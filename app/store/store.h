/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "folder.h"
#include "letter-info.h"

G_BEGIN_DECLS

#define ANSER_TYPE_STORE (anser_store_get_type ())
G_DECLARE_FINAL_TYPE (AnserStore, anser_store, ANSER, STORE, GObject)

/**
 * AnserStore:
 *
 * The letters on this machine: a Maildir tree, which is the truth, state.db, which must last, and
 * index.db, a cache. The functions without _async block for disk and may be called from any thread
 * but the window's; those with _async do their work in the store's own writer thread and answer in
 * the caller's context. Signals and folder counts come in the context in which the store was
 * opened.
 *
 * Letters are named by the index's row id, which lasts as long as the index.
 *
 * Signal "folder-changed" (AnserFolder *folder): letters came, went or changed in it.
 * Signal "renewed": the index was damaged and is made anew: no letter has the id that it had.
 */

/* Opens the store below @root ("…/anser"), makes it if it is not there, migrates and, where the
 * index is missing, damaged or older than the folders, brings it up to date with @describe.
 * Errors of GIO, whole sentences. */
AnserStore  *anser_store_open              (const char          *root,
                                            AnserDescribeFunc    describe,
                                            gpointer             user_data,
                                            GError             **error);
/* The same without waiting for very many letters that are not in the index, as when it was lost: they
 * come later, by a thread of the store's. */
AnserStore  *anser_store_open_early        (const char          *root,
                                            AnserDescribeFunc    describe,
                                            gpointer             user_data,
                                            GError             **error);
/* The same, all of it, with the index made anew from the Maildirs; in place, if another process has the
 * store open. @progress (nullable) is called with letters done so far. */
typedef void (*AnserStoreRebuildFunc) (unsigned n_done,
                                       gpointer user_data);
AnserStore  *anser_store_open_anew         (const char             *root,
                                            AnserDescribeFunc       describe,
                                            gpointer                user_data,
                                            AnserStoreRebuildFunc   progress,
                                            gpointer                progress_data,
                                            GError                **error);
/* Whether that thread is at work, and how far it is. Any thread. */
gboolean     anser_store_is_catching_up    (AnserStore          *self,
                                            unsigned            *n_done,
                                            unsigned            *n_total);
/* Waits for it. Blocking; @progress (nullable) is called often. */
typedef void (*AnserStoreCatchUpFunc) (unsigned  n_done,
                                       unsigned  n_total,
                                       gpointer  user_data);
void         anser_store_wait_until_whole  (AnserStore             *self,
                                            AnserStoreCatchUpFunc   progress,
                                            gpointer                user_data);
/* Begins, once, to look for letters into whose files another program wrote while nothing watched
 * them: see file-review.h. */
void         anser_store_review_files      (AnserStore          *self);
const char  *anser_store_get_root          (AnserStore          *self);

/* Makes the account's folders; forgets the account (its letters are moved aside to
 * "removed/<account>-<time>", never deleted). */
gboolean     anser_store_add_account       (AnserStore          *self,
                                            const char          *account,
                                            GError             **error);
gboolean     anser_store_remove_account    (AnserStore          *self,
                                            const char          *account,
                                            GError             **error);

/* (transfer full): a GListModel of AnserFolder of @account, in sidebar order, kept up to date. */
GListModel  *anser_store_get_folders       (AnserStore          *self,
                                            const char          *account);
/* (transfer full) (nullable) */
AnserFolder *anser_store_get_folder        (AnserStore          *self,
                                            const char          *account,
                                            AnserFolderRole      role);

/* The file of a letter; NULL with G_IO_ERROR_NOT_FOUND when it is gone. Quick: one indexed read,
 * and one look at the folder if another program renamed the file. */
char        *anser_store_dup_path          (AnserStore          *self,
                                            gint64               letter,
                                            GError             **error);

/* Sets @set and clears @clear of AnserLetterFlags on letters: file names, then index. */
void         anser_store_flag_async        (AnserStore          *self,
                                            const gint64        *letters,
                                            gsize                n_letters,
                                            AnserLetterFlags     set,
                                            AnserLetterFlags     clear,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean     anser_store_flag_finish       (AnserStore          *self,
                                            GAsyncResult        *result,
                                            GError             **error);

/* Moves letters to the folder of that role in each one's account, or to a folder, which may be of
 * another account. Row ids stay. See undo.h for the way back. */
void         anser_store_move_async        (AnserStore          *self,
                                            const gint64        *letters,
                                            gsize                n_letters,
                                            AnserFolderRole      folder,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
void         anser_store_move_to_async     (AnserStore          *self,
                                            const gint64        *letters,
                                            gsize                n_letters,
                                            AnserFolder         *folder,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean     anser_store_move_finish       (AnserStore          *self,
                                            GAsyncResult        *result,
                                            GError             **error);

/* Removes letters for good: files, then index. Their UIDs stay remembered. */
void         anser_store_erase_async       (AnserStore          *self,
                                            const gint64        *letters,
                                            gsize                n_letters,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean     anser_store_erase_finish      (AnserStore          *self,
                                            GAsyncResult        *result,
                                            GError             **error);

/* One letter into a folder, durable: for Sent and Drafts. @write is called in the store's thread
 * with a stream whose CR LF become LF; @replaces, if not 0, is erased once the new letter is
 * durable. Returns the row id, 0 with an error. */
typedef gboolean (*AnserWriteFunc) (GOutputStream  *stream,
                                    gpointer        user_data,
                                    GCancellable   *cancellable,
                                    GError        **error);
void         anser_store_put_async         (AnserStore          *self,
                                            const char          *account,
                                            AnserFolderRole      folder,
                                            AnserLetterFlags     flags,
                                            gint64               replaces,
                                            AnserWriteFunc       write,
                                            gpointer             write_data,
                                            GDestroyNotify       free_write_data,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gint64       anser_store_put_finish        (AnserStore          *self,
                                            GAsyncResult        *result,
                                            GError             **error);
/* The same in the calling thread. */
gint64       anser_store_put               (AnserStore          *self,
                                            const char          *account,
                                            AnserFolderRole      folder,
                                            AnserLetterFlags     flags,
                                            gint64               replaces,
                                            AnserWriteFunc       write,
                                            gpointer             write_data,
                                            GCancellable        *cancellable,
                                            GError             **error);
gboolean     anser_store_move              (AnserStore          *self,
                                            gint64               letter,
                                            AnserFolderRole      folder,
                                            GError             **error);
gboolean     anser_store_move_to           (AnserStore          *self,
                                            gint64               letter,
                                            AnserFolder         *folder,
                                            GError             **error);

/* One lock per account, held over a session with its servers (B34, P38): an flock on a file, so
 * that it holds between processes and ends with them. NULL with G_IO_ERROR_BUSY, a sentence.
 * Free it to release it. */
typedef struct _AnserAccountLock AnserAccountLock;
AnserAccountLock *anser_store_lock_account (AnserStore          *self,
                                            const char          *account,
                                            GError             **error);
void              anser_account_lock_free  (AnserAccountLock    *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserAccountLock, anser_account_lock_free)

/* Makes index.db again from the Maildirs. @progress (nullable) is called with letters done so far. */
gboolean     anser_store_rebuild           (AnserStore             *self,
                                            AnserStoreRebuildFunc   progress,
                                            gpointer                user_data,
                                            GError                **error);

/* The words of letters are put into the index as they come. After an update of Anser those of
 * letters that were there before are put in by a thread of the store's; this does it now, in the
 * calling thread, and tells how many are left. */
typedef void (*AnserStoreWordsFunc) (gint64   n_left,
                                     gpointer user_data);
gboolean     anser_store_index_words       (AnserStore           *self,
                                            AnserStoreWordsFunc   progress,
                                            gpointer              user_data,
                                            GCancellable         *cancellable,
                                            GError              **error);
/* How many letters cannot be found yet. */
gint64       anser_store_count_unindexed   (AnserStore           *self);

G_END_DECLS
