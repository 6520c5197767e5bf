/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/delivery.h"
#include "store/letter-list.h"
#include "store/outbox.h"
#include "store/store.h"
#include "store/uid-memory.h"

#include <glib/gstdio.h>
#include <string.h>

/* A store in a folder of its own, with one account, "anna". */
typedef struct
{
  char       *root;
  AnserStore *store;
  unsigned    n_described;
} Fixture;

void        fixture_set_up    (Fixture *self, gconstpointer data);
void        fixture_tear_down (Fixture *self, gconstpointer data);
/* Closes the store and opens it again, as another start of the program would. */
void        fixture_reopen    (Fixture *self);
void        fixture_close     (Fixture *self);
void        close_store       (AnserStore *store);
/* Runs the main context until what was queued has been done. */
void        settle            (void);
/* Turns the main context until @condition holds; fails after ten seconds. */
#define wait_for(condition) \
  G_STMT_START { \
    gint64 limit_ = g_get_monotonic_time () + 10 * G_USEC_PER_SEC; \
    while (!(condition)) { \
      g_assert_cmpint (g_get_monotonic_time (), <, limit_); \
      wait_a_turn (); \
    } \
  } G_STMT_END
void        wait_a_turn       (void);

/* Reads "From:", "To:", "Subject:", "Date:" (a number) and the first line of the text. */
gboolean    describe_simply   (const char *path, AnserLetterInfo *info, gpointer n_described);
/* The text of a letter with CR LF. */
char       *make_letter       (const char *subject, gint64 date);
/* Delivers one letter to Inbox and commits. */
void        deliver           (AnserStore *store, const char *uid, const char *subject, gint64 date);
void        begin_letter      (AnserDelivery *delivery, const char *uid, const char *subject,
                               gint64 date);
/* AnserWriteFunc: @text is a string. */
gboolean    write_text        (GOutputStream *stream, gpointer text, GCancellable *cancellable,
                               GError **error);

AnserLetterList *list_folder  (AnserStore *store, AnserFolderRole role);
unsigned    count_letters     (AnserStore *store, AnserFolderRole role);
unsigned    count_files       (const char *root, const char *folder, const char *subfolder);
/* The subjects of a list from top to bottom, separated by spaces. */
char       *dup_subjects      (AnserLetterList *list);
gint64      get_letter        (AnserStore *store, AnserFolderRole role, unsigned position);

/* The asynchronous functions, waited for. */
gboolean    flag_letter       (AnserStore *store, gint64 letter, AnserLetterFlags set,
                               AnserLetterFlags clear, GError **error);
gboolean    erase_letter      (AnserStore *store, gint64 letter, GError **error);
void        remove_tree       (const char *path);
/* (nullable): one of what anser_uid_memory_load() gave. */
AnserUidRecord *find_uid      (GPtrArray *records, const char *uid);
/* As a session sees it: remembered, or recalled by the name of a file. */
AnserUidState get_uid_state   (AnserStore *store, const char *uid);
