/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * AnserDatabase:
 *
 * One connection to an SQLite file with its prepared statements. Used by one thread at a time.
 */
typedef struct _AnserDatabase AnserDatabase;

/* A prepared statement, reset (not freed) when it goes out of scope. */
typedef struct sqlite3_stmt AnserStatement;

typedef enum
{
  ANSER_STEP_FAILED,
  ANSER_STEP_ROW,
  ANSER_STEP_DONE,
} AnserStep;

/* Stands for a migration that is not worth its while: what has none of those after it is of no use. */
#define ANSER_DATABASE_ANEW ""

/* Opens @path for writing, makes it if need be and brings it to the newest of @migrations (ends
 * with NULL). With @durable a commit is on the disk when it returns. Errors:
 * G_IO_ERROR_INVALID_DATA when the file is damaged, or older than an ANSER_DATABASE_ANEW,
 * G_IO_ERROR_NOT_SUPPORTED when a newer Anser wrote it. */
AnserDatabase  *anser_database_open        (const char          *path,
                                            const char * const  *migrations,
                                            gboolean             durable,
                                            GError             **error);
AnserDatabase  *anser_database_open_reader (const char          *path,
                                            GError             **error);
void            anser_database_free        (AnserDatabase       *self);

/* Copies all of it, as it is at this moment, to @path, which is not there. Transactions of others do
 * not disturb it. */
gboolean        anser_database_copy        (AnserDatabase       *self,
                                            const char          *path,
                                            GError             **error);

/* Deletes the file with its companions; or moves it aside to "<path>.damaged-<time>". */
void            anser_database_delete      (const char          *path);
void            anser_database_put_aside   (const char          *path);

/* Whether a statement has met damage in the file since it was made. */
gboolean        anser_database_is_marked   (const char          *path);

/* A statement with its parameters bound. @types has a letter for each: 'i' gint64, 't' text or
 * NULL, 'b' the bytes of a C string, whatever they are, 'd' ANSER_DIGEST_LENGTH bytes or NULL. NULL
 * with an error. */
AnserStatement *anser_database_query       (AnserDatabase       *self,
                                            GError             **error,
                                            const char          *sql,
                                            const char          *types,
                                            ...);
AnserStep       anser_database_step        (AnserDatabase       *self,
                                            AnserStatement      *statement,
                                            GError             **error);
void            anser_statement_reset      (AnserStatement      *statement);

/* Runs a statement that gives no rows. */
gboolean        anser_database_run         (AnserDatabase       *self,
                                            GError             **error,
                                            const char          *sql,
                                            const char          *types,
                                            ...);
/* Reads one number: the first column of the first row, if there is one. */
AnserStep       anser_database_get         (AnserDatabase       *self,
                                            gint64              *value,
                                            GError             **error,
                                            const char          *sql,
                                            const char          *types,
                                            ...);

/* A transaction for writing, or for reading with @write FALSE. A commit that fails rolls back. */
gboolean        anser_database_begin       (AnserDatabase       *self,
                                            gboolean             write,
                                            GError             **error);
gboolean        anser_database_commit      (AnserDatabase       *self,
                                            GError             **error);
void            anser_database_roll_back   (AnserDatabase       *self);

/* Gives back the pages that are not used. In no transaction. */
gboolean        anser_database_shrink      (AnserDatabase       *self,
                                            GError             **error);

/* Rows changed by the last statement; the row id given by the last INSERT. */
gint64          anser_database_get_changes (AnserDatabase       *self);
gint64          anser_database_get_last_id (AnserDatabase       *self);

/* Until it is called again with NULL, statements end soon after @cancellable was cancelled, with
 * G_IO_ERROR_CANCELLED. */
void            anser_database_set_cancellable (AnserDatabase   *self,
                                                GCancellable    *cancellable);

/* Whether the last failure left it open if the transaction is on the disk. */
gboolean        anser_database_is_unsure   (AnserDatabase       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserDatabase, anser_database_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserStatement, anser_statement_reset)

G_END_DECLS
