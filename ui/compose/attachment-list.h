/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "message/draft.h"

G_BEGIN_DECLS

#define ANSER_TYPE_ATTACHMENT_LIST (anser_attachment_list_get_type ())
G_DECLARE_FINAL_TYPE (AnserAttachmentList, anser_attachment_list, ANSER, ATTACHMENT_LIST, GtkWidget)

/**
 * AnserAttachmentList:
 *
 * The files that go with a letter being written, as chips with a cross, and their size together.
 * Hidden while there are none. Signal: "changed", when one was taken away.
 */
void anser_attachment_list_set_draft (AnserAttachmentList *self,
                                      AnserDraft          *draft);

/* To be called after something was attached to the draft. */
void anser_attachment_list_refresh   (AnserAttachmentList *self);

G_END_DECLS
