/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/account.h"
#include "courier-thread.h"
#include "engine/server.h"
#include "progress.h"
#include "receive.h"
#include "session-lock.h"

G_BEGIN_DECLS

typedef struct _AnserErrand AnserErrand;

typedef void (*AnserErrandProgressFunc) (AnserErrand                *errand,
                                         const AnserCourierProgress *progress,
                                         gpointer                    user_data);
typedef void (*AnserErrandDoneFunc)     (AnserErrand                *errand,
                                         gpointer                    user_data);

/**
 * AnserErrand:
 * @protocol: to receive or to send
 * @server: (nullable): with its password
 * @obstacle: (nullable): why nothing can be sent now
 * @addresses: (nullable): of the account's owner, for the rules
 * @error: (nullable): how it ended
 * @notice: (nullable): see anser_receive_get_notice()
 * @arrivals: (element-type gint64): rows of the letters that came
 * @login_delay: see AnserReceiveResult
 *
 * One session: asked for in the main context, done in the session thread, told in the main context.
 * The fields down to @cancellable are filled in before it starts; the others hold when it is done.
 */
struct _AnserErrand
{
  AnserProtocol  protocol;
  AnserStore    *store;
  char          *account;
  AnserServer   *server;
  GError        *obstacle;
  AnserReceivePolicy policy;
  GStrv          addresses;
  GCancellable  *cancellable;

  GError        *error;
  GError        *notice;
  unsigned       n_new;
  GArray        *arrivals;
  GArray        *sent;
  gint64         next_due;
  gint64         login_delay;
  gboolean       had_work;
  gboolean       let_in;

  /*< private >*/
  AnserSessionLock        *lock;
  GMainContext            *main_context;
  AnserErrandProgressFunc  on_progress;
  AnserErrandDoneFunc      on_done;
  gpointer                 user_data;
};

AnserErrand *anser_errand_new   (AnserProtocol             protocol,
                                 AnserStore               *store,
                                 const char               *account);

/* @on_done owns the errand and frees it. */
void         anser_errand_start (AnserErrand              *self,
                                 AnserCourierThread       *thread,
                                 AnserSessionLock         *lock,
                                 AnserErrandProgressFunc   on_progress,
                                 AnserErrandDoneFunc       on_done,
                                 gpointer                  user_data);
void         anser_errand_free  (AnserErrand              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserErrand, anser_errand_free)

G_END_DECLS
