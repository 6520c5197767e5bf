/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/post-office.h"
#include "courier/rule.h"
#include "message/draft.h"
#include "store/letter-info.h"

G_BEGIN_DECLS

#define ANSER_TYPE_APPLICATION (anser_application_get_type ())
G_DECLARE_FINAL_TYPE (AnserApplication, anser_application, ANSER, APPLICATION, AdwApplication)

/**
 * AnserApplication:
 *
 * The program with its windows: it opens the post office, owns the one inbox window and the one
 * accounts window, and opens a compose window for each letter that is written.
 */
AnserApplication *anser_application_new           (void);

/* (transfer none) (nullable): NULL when the profile could not be opened. */
AnserPostOffice  *anser_application_get_office    (AnserApplication *self);

/* Opens a compose window. @account (nullable) writes, @draft (nullable) is what is written already;
 * @saved, @answers and @answer_flag are as in anser_courier_submit_async(). (transfer none)
 * (nullable): NULL while there is nobody to write as. */
GtkWidget        *anser_application_compose       (AnserApplication *self,
                                                   AnserAccount     *account,
                                                   AnserDraft       *draft,
                                                   gint64            saved,
                                                   gint64            answers,
                                                   AnserLetterFlags  answer_flag);

/* Presents the accounts window, with @add at the page of a new account. */
void              anser_application_show_accounts (AnserApplication *self,
                                                   gboolean          add);

/* Presents the rules window, with @rule (nullable) at the page of a new rule that begins as that. */
void              anser_application_show_rules    (AnserApplication *self,
                                                   const AnserRule  *rule);

/* A sentence that passes by in the inbox window. */
void              anser_application_toast         (AnserApplication *self,
                                                   const char       *text);

/**
 * AnserToastFunc:
 *
 * What the button of a toast does.
 */
typedef void (*AnserToastFunc) (AnserApplication *application,
                                gpointer          user_data);

/* The same with a button, such as Undo. @user_data is freed with @free_data (nullable) when the
 * toast is gone, whether its button was pressed or not. */
void              anser_application_toast_action  (AnserApplication *self,
                                                   const char       *text,
                                                   const char       *button,
                                                   AnserToastFunc    function,
                                                   gpointer          user_data,
                                                   GDestroyNotify    free_data);

G_END_DECLS
