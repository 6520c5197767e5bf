/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "courier/post-office.h"

G_BEGIN_DECLS

#define ANSER_TYPE_STATUS_FOOT (anser_status_foot_get_type ())
G_DECLARE_FINAL_TYPE (AnserStatusFoot, anser_status_foot, ANSER, STATUS_FOOT, GtkWidget)

/**
 * AnserStatusFoot:
 *
 * The quiet line below the folders: what the couriers are doing, with a thin bar and a stop button;
 * else the problem one of them has, with the button that mends it; else when mail was last checked.
 * It also asks for passwords when a courier needs one.
 */
void anser_status_foot_set_office (AnserStatusFoot *self,
                                   AnserPostOffice *office);

G_END_DECLS
