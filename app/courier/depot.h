/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "memory.h"

G_BEGIN_DECLS

/**
 * AnserVerdict:
 * @ANSER_VERDICT_FETCH: it is received as usual
 * @ANSER_VERDICT_HEADER: only its header is
 * @ANSER_VERDICT_LEAVE: it is not received, and stays on the server
 * @ANSER_VERDICT_DELETE: nor does it stay there
 *
 * What is to happen to a message on the server (B8).
 */
typedef enum
{
  ANSER_VERDICT_FETCH,
  ANSER_VERDICT_HEADER,
  ANSER_VERDICT_LEAVE,
  ANSER_VERDICT_DELETE,
} AnserVerdict;

#define ANSER_TYPE_DEPOT (anser_depot_get_type ())
G_DECLARE_INTERFACE (AnserDepot, anser_depot, ANSER, DEPOT, GObject)

/**
 * AnserDepotInterface:
 * @load: puts all that is remembered of the mailbox into @memory
 * @recall: whether a letter lies here that came under @uid, although the memory does not know it;
 *   @received_at is 0 if none does
 * @save: saves the changes of @memory, durable when it returns
 * @is_erased: (nullable): whether the user threw away the letter that came under
 *   @uid, or, with @or_moved, moved it out of the inbox
 * @judge: (nullable): the verdict on a message that is not here, by its header block and its size;
 *   FALSE if these, or the size alone without @header (nullable), do not tell
 * @get_judged_since: (nullable): before this time verdicts were others, seconds since 1970;
 *   G_MAXINT64 if there is none but to fetch
 * @begin: a letter follows, or its header alone; @uid (nullable) is the server's
 * @write: its next bytes, with CR LF, cut anywhere
 * @drop: instead of the end: the letter is not wanted
 * @end: the letter is whole; @record (nullable) is what to remember of it
 * @is_full: enough letters wait to be committed
 * @commit: makes the letters that ended durable, then visible, then remembered; only after that may
 *   the server be told to delete them. With an error none of them counts as received
 *
 * Where received letters go, with what is remembered of their server: the store of the windows, or
 * a Maildir with a file of uids. Blocking, used from one thread.
 */
struct _AnserDepotInterface
{
  GTypeInterface parent;

  gboolean (*load)    (AnserDepot            *self,
                       AnserMemory           *memory,
                       GError               **error);
  gboolean (*recall)  (AnserDepot            *self,
                       const char            *uid,
                       gint64                *received_at,
                       GError               **error);
  gboolean (*save)    (AnserDepot            *self,
                       AnserMemory           *memory,
                       GError               **error);

  gboolean (*is_erased) (AnserDepot          *self,
                         const char          *uid,
                         gboolean             or_moved);

  gboolean (*judge)   (AnserDepot            *self,
                       GBytes                *header,
                       gint64                 size,
                       AnserVerdict          *verdict);
  gint64   (*get_judged_since) (AnserDepot   *self);

  gboolean (*begin)   (AnserDepot            *self,
                       const char            *uid,
                       gboolean               header_only,
                       GError               **error);
  gboolean (*write)   (AnserDepot            *self,
                       const char            *data,
                       gsize                  length,
                       GError               **error);
  void     (*drop)    (AnserDepot            *self);
  gboolean (*end)     (AnserDepot            *self,
                       const AnserUidRecord  *record,
                       GError               **error);
  gboolean (*is_full) (AnserDepot            *self);
  gboolean (*commit)  (AnserDepot            *self,
                       GError               **error);
};

gboolean anser_depot_load    (AnserDepot            *self,
                              AnserMemory           *memory,
                              GError               **error);
gboolean anser_depot_recall  (AnserDepot            *self,
                              const char            *uid,
                              gint64                *received_at,
                              GError               **error);
gboolean anser_depot_save    (AnserDepot            *self,
                              AnserMemory           *memory,
                              GError               **error);
gboolean anser_depot_is_erased (AnserDepot          *self,
                                const char          *uid,
                                gboolean             or_moved);
gboolean anser_depot_judge   (AnserDepot            *self,
                              GBytes                *header,
                              gint64                 size,
                              AnserVerdict          *verdict);
gint64   anser_depot_get_judged_since (AnserDepot   *self);
gboolean anser_depot_begin   (AnserDepot            *self,
                              const char            *uid,
                              gboolean               header_only,
                              GError               **error);
gboolean anser_depot_write   (AnserDepot            *self,
                              const char            *data,
                              gsize                  length,
                              GError               **error);
void     anser_depot_drop    (AnserDepot            *self);
gboolean anser_depot_end     (AnserDepot            *self,
                              const AnserUidRecord  *record,
                              GError               **error);
gboolean anser_depot_is_full (AnserDepot            *self);
gboolean anser_depot_commit  (AnserDepot            *self,
                              GError               **error);

G_END_DECLS
