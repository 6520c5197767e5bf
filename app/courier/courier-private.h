/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "courier-thread.h"
#include "courier.h"

G_BEGIN_DECLS

/* For the courier's other files and the post office. Main context. */

AnserStore   *anser_courier_get_store      (AnserCourier       *self);

/* The thread in which letters are built and put away, so that a slow file or disk holds up no
 * session. */
GMainContext *anser_courier_get_desk       (AnserCourier       *self);

/* Sends what is due, after what is being sent now. */
void          anser_courier_send           (AnserCourier       *self);

/* The next sending of @letter leaves out the recipients that the server refuses. */
void          anser_courier_allow_partial  (AnserCourier       *self,
                                            gint64              letter);

/* Whether it waits for a password, so that another check would be in vain. */
gboolean      anser_courier_needs_password (AnserCourier       *self);

/* When the last check began, monotonic microseconds; 0 for never. */
gint64        anser_courier_get_last_attempt (AnserCourier     *self);

/* Calls @func when nothing is being done, at once or later; the courier does nothing after. */
void          anser_courier_end            (AnserCourier       *self,
                                            AnserMessageFunc    func,
                                            gpointer            data);

G_END_DECLS
