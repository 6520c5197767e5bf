/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "courier/courier.h"

G_BEGIN_DECLS

/* Asks for the password that @courier needs and gives it to it. While one dialog of a courier is
 * open, another does not open. */
void anser_password_dialog_present (GtkWindow     *parent,
                                    AnserCourier  *courier,
                                    AnserProtocol  protocol);

G_END_DECLS
