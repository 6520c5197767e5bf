/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/query.h"

G_BEGIN_DECLS

#define ANSER_TYPE_LETTER_TEXT (anser_letter_text_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetterText, anser_letter_text, ANSER, LETTER_TEXT, GtkTextView)

/**
 * AnserLetterText:
 *
 * The text of a letter to read: addresses in it can be followed, what it quotes stands back.
 */
void anser_letter_text_set_text (AnserLetterText *self,
                                 const char      *text);

/* Marks what is looked for, in this text and those to come. NULL marks nothing. */
void anser_letter_text_highlight (AnserLetterText  *self,
                                  const AnserQuery *query,
                                  gboolean          variants);

G_END_DECLS
