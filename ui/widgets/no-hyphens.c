/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/no-hyphens.h"

#define TAG "no-hyphens"

/* @end is behind what was inserted. */
static void
on_inserted (GtkTextBuffer *buffer,
             GtkTextIter   *end,
             const char    *text,
             int            n_bytes,
             gpointer       user_data)
{
  GtkTextIter start = *end;

  gtk_text_iter_backward_chars (&start, g_utf8_strlen (text, n_bytes));
  gtk_text_buffer_apply_tag_by_name (buffer, TAG, &start, end);
}

void
anser_no_hyphens (GtkTextBuffer *buffer)
{
  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  gtk_text_buffer_create_tag (buffer, TAG, "insert-hyphens", FALSE, NULL);
  g_signal_connect_after (buffer, "insert-text", G_CALLBACK (on_inserted), NULL);
}
