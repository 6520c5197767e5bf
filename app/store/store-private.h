/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "file-review.h"
#include "index.h"
#include "store.h"
#include "store-writer.h"
#include "words-keeper.h"

G_BEGIN_DECLS

extern const char * const anser_state_migrations[];
extern const char * const anser_index_migrations[];

/**
 * AnserStore:
 * @write_lock: guards @state and @index, the connections that write; held for one transaction
 * @read_lock: guards @reader; held for one indexed read, so that the window never waits long
 * @folder_lock: guards @folders and @models
 * @folders: (element-type AnserFolder)
 * @models: account -> GListStore
 * @tags: (element-type AnserTag): in the store's context
 * @tag_lines: account -> GString: what waits to be appended to its sidecar; see tag-index.h
 * @presence: the descriptor by which other processes know that the store is open
 * @monitors: path of a folder -> GFileMonitor, once the store watches
 * @suspects: paths of files that came or went lately, perhaps by another program's doing
 * @unwatched: folders have come, gone or got other names since the store set its monitors
 * @catch_up: see catch-up.h
 * @names: guarded by @write_lock: what @catch_up knows of UIDs
 * @is_behind: opening left something for it to do
 * @stale: something is in a Maildir that the index does not know
 */
struct _AnserStore
{
  GObject            parent_instance;
  char              *root;
  AnserDescribeFunc  describe;
  gpointer           describe_data;
  GMainContext      *context;
  AnserStoreWriter  *writer;
  AnserWordsKeeper  *keeper;
  AnserFileReview   *review;
  GMutex             write_lock;
  AnserDatabase     *state;
  AnserDatabase     *index;
  gint64             data_version;
  GMutex             read_lock;
  AnserDatabase     *reader;
  GMutex             folder_lock;
  GPtrArray         *folders;
  GHashTable        *models;
  GListStore        *tags;
  GHashTable        *tag_lines;
  GSource           *poll;
  GHashTable        *monitors;
  GHashTable        *suspects;
  int                presence;
  gboolean           is_alone;
  int                is_refresh_queued;
  int                stale;
  int                unwatched;
  GThread           *catch_up;
  GArray            *names;
  gboolean           is_behind;
  int                is_catching_up;
  int                is_closing;
  int                n_caught_up;
  int                n_to_catch_up;
};

/* Maildir folder of an account; the file of a place. */
char     *anser_store_dup_folder_path  (AnserStore        *self,
                                        const char        *account,
                                        const char        *name);
char     *anser_store_dup_place_path   (AnserStore        *self,
                                        const AnserPlace  *place);

/* Reads a letter for the index; what cannot be read gets an empty row. FALSE if it is gone. */
gboolean  anser_store_describe         (AnserStore        *self,
                                        const char        *path,
                                        const char        *name,
                                        AnserLetterInfo   *info);

/* The index was changed: folders and lists follow in the store's context. Any thread. */
void      anser_store_queue_refresh    (AnserStore        *self);
/* The index could not follow the Maildirs: it is compared again soon. Any thread. */
void      anser_store_mark_stale       (AnserStore        *self);

/* Reads the folders' rows; emits what changed. In the store's context. */
gboolean  anser_store_load_folders     (AnserStore        *self,
                                        GError           **error);
/* Reads the tags' rows. In the store's context. */
gboolean  anser_store_load_tags        (AnserStore        *self,
                                        GError           **error);
/* The folder's row and object are there. Any thread; the write lock is held. */
gboolean  anser_store_add_folder       (AnserStore        *self,
                                        const char        *account,
                                        const char        *name,
                                        GError           **error);
/* (transfer full) (element-type AnserFolder): of all accounts. Any thread. */
GPtrArray *anser_store_dup_folders     (AnserStore        *self);
/* (transfer full) (nullable): by its row id. Any thread. */
AnserFolder *anser_store_find_folder   (AnserStore        *self,
                                        gint64             id);
gint64    anser_store_get_folder_id    (AnserStore        *self,
                                        const char        *account,
                                        AnserFolderRole    role);
/* 0 if there is none. */
gint64    anser_store_find_folder_id   (AnserStore        *self,
                                        const char        *account,
                                        const char        *name);
/* Makes a new, empty index in the place of a damaged one, with the same folders. The lists, and what
 * catches up, are to follow. FALSE while another process uses it, and with an error. */
gboolean  anser_store_renew_index      (AnserStore        *self,
                                        GError           **error);
/* In the store's context, after that. */
void      anser_store_queue_renewed    (AnserStore        *self);
/* Begins, and ends, to notice what other processes and programs do. */
void      anser_store_watch            (AnserStore        *self);
void      anser_store_unwatch          (AnserStore        *self);
/* Whether the index says what the disk says of the files whose paths are the keys; if not, it is to
 * be compared. Any thread. */
gboolean  anser_store_check_files      (AnserStore        *self,
                                        GHashTable        *paths);
/* Watches the folders that there are. In the store's context. */
void      anser_store_watch_folders    (AnserStore        *self);

/* Lets folders and lists look again at what is beside the index. The write lock is held. */
void      anser_store_touch_folder     (AnserStore        *self,
                                        gint64             folder);

/* FALSE with a sentence when @account cannot name a folder. */
gboolean  anser_store_check_account    (const char        *account,
                                        GError           **error);

/* Moves one letter to @folder with @flags set and cleared: file, then index. The write lock is held
 * and a transaction begun. A letter that is gone is taken out of the index, which is no failure. */
gboolean  anser_store_move_place       (AnserStore        *self,
                                        AnserPlace        *place,
                                        AnserFolderRole    folder,
                                        AnserLetterFlags   set,
                                        AnserLetterFlags   clear,
                                        GError           **error);

/* Erases one letter in the calling thread. */
gboolean  anser_store_erase            (AnserStore        *self,
                                        gint64             letter,
                                        GError           **error);

/* At opening: finishes what a crash interrupted. The index is up to date. */
gboolean  anser_outbox_recover         (AnserStore        *self,
                                        GError           **error);

G_END_DECLS
