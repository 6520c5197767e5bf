/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/account.h"
#include "accounts/secrets.h"
#include "message/draft.h"
#include "store/store.h"

G_BEGIN_DECLS

#define ANSER_TYPE_COURIER (anser_courier_get_type ())
G_DECLARE_FINAL_TYPE (AnserCourier, anser_courier, ANSER, COURIER, GObject)

/**
 * AnserCourierState:
 *
 * What a courier is doing.
 */
typedef enum
{
  ANSER_COURIER_IDLE,
  ANSER_COURIER_CONNECTING,
  ANSER_COURIER_RECEIVING,
  ANSER_COURIER_SENDING,
} AnserCourierState;

/**
 * AnserCourier:
 *
 * Carries the letters of one account between its servers and the store, in a thread and main
 * context of its own. Used from the main context; its properties notify there, at most every
 * 100 ms: "state", "status" (a sentence: "Getting message 312 of 1,204 · 40 MB left", "Checked
 * 2 minutes ago" is the window's to say), "fraction" (0 to 1, -1 while it is not known),
 * "last-check" (seconds since 1970, 0 for never), "problem" (a boxed GError or NULL), "sending"
 * (boolean: it looks after the outbox, also where nothing of that is shown).
 *
 * Signals: "received" (unsigned n_new, GArray *letters (element-type gint64): rows of those of them
 * that are in the index, wherever the rules have put them); "sent" (gint64 letter);
 * "password-needed" (AnserProtocol): the window asks and calls anser_courier_give_password().
 */
AnserCourier     *anser_courier_new            (AnserStore           *store,
                                                AnserAccount         *account,
                                                AnserSecrets         *secrets);
AnserAccount     *anser_courier_get_account    (AnserCourier         *self);
AnserCourierState anser_courier_get_state      (AnserCourier         *self);
const char       *anser_courier_get_status     (AnserCourier         *self);
double            anser_courier_get_fraction   (AnserCourier         *self);
gint64            anser_courier_get_last_check (AnserCourier         *self);
gboolean          anser_courier_is_sending     (AnserCourier         *self);

/* When the clock asks for a check, seconds since 1970, 0 for never; and before when it does not,
 * because the server limits logins, 0 if it does not. */
gint64            anser_courier_get_next_check (AnserCourier         *self);
gint64            anser_courier_get_not_before (AnserCourier         *self);

/* The last thing that went wrong (nullable); an error of ANSER_ERROR, G_IO_ERROR, … whose message
 * is a sentence for the user. Cleared by the next success. */
const GError     *anser_courier_get_problem    (AnserCourier         *self);

/* Sends what is due in the outbox, then receives. Finish gives the number of new letters, -1 with
 * an error. While one runs, another joins it. */
void              anser_courier_check_async    (AnserCourier         *self,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
int               anser_courier_check_finish   (AnserCourier         *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* After ANSER_ERROR_UNFINISHED: checks once more, keeping such messages as they are. */
void              anser_courier_keep_unfinished (AnserCourier        *self);

/* Stops what is being done, within 200 ms. Nothing is lost. */
void              anser_courier_stop           (AnserCourier         *self);

/* Builds @draft into the outbox, which is durable when it finishes (returns the outbox row id, 0
 * with an error: the compose window may close then), and begins to send. @saved, if not 0, is the
 * draft's letter in Drafts, erased then; @answers, if not 0, is marked replied or passed. */
void              anser_courier_submit_async   (AnserCourier         *self,
                                                AnserDraft           *draft,
                                                gint64                saved,
                                                gint64                answers,
                                                AnserLetterFlags      answer_flag,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gint64            anser_courier_submit_finish  (AnserCourier         *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* Saves @draft to Drafts; @saved is replaced. Returns the new row id, 0 with an error. */
void              anser_courier_save_async     (AnserCourier         *self,
                                                AnserDraft           *draft,
                                                gint64                saved,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gint64            anser_courier_save_finish    (AnserCourier         *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* What the user decided about a letter in the outbox that is held or not sure: send it again, to
 * the recipients that are left or only to those the server takes. */
void              anser_courier_resend_async   (AnserCourier         *self,
                                                gint64                letter,
                                                gboolean              partial,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean          anser_courier_resend_finish  (AnserCourier         *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* A password the user gave, to be remembered where possible; a check that waited goes on. */
void              anser_courier_give_password  (AnserCourier         *self,
                                                AnserProtocol         protocol,
                                                const char           *password);

/**
 * AnserTestStepFunc:
 * @step: a sentence: "Receiving server answers"
 * @error: (nullable): what went wrong with it
 */
typedef void (*AnserTestStepFunc) (const char   *step,
                                   const GError *error,
                                   gpointer      user_data);

/* Logs in to both servers of @account, which may be unsaved, with these passwords, and out again.
 * @step is called in the caller's context for each step. The error is the first one. */
void              anser_courier_test_async     (AnserAccount         *account,
                                                const char           *pop3_password,
                                                const char           *smtp_password,
                                                AnserTestStepFunc     step,
                                                gpointer              step_data,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean          anser_courier_test_finish    (GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
