/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "folder.h"

G_BEGIN_DECLS

AnserFolder *anser_folder_new         (gint64           id,
                                       const char      *account,
                                       const char      *name);
/* In the store's context, with its folder lock held. */
void         anser_folder_set_name    (AnserFolder     *self,
                                       const char      *name);
/* Row id in index.db. */
gint64       anser_folder_get_id      (AnserFolder     *self);
gint64       anser_folder_get_version (AnserFolder     *self);
/* Takes over what the index says, and notifies. */
void         anser_folder_update      (AnserFolder     *self,
                                       unsigned         total,
                                       unsigned         unread,
                                       gint64           version);

G_END_DECLS
