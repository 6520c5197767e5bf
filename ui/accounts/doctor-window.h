/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/post-office.h"

G_BEGIN_DECLS

#define ANSER_TYPE_DOCTOR_WINDOW (anser_doctor_window_get_type ())
G_DECLARE_FINAL_TYPE (AnserDoctorWindow, anser_doctor_window, ANSER, DOCTOR_WINDOW, AdwWindow)

/**
 * AnserDoctorWindow:
 *
 * What the doctor finds at the servers of an account, one after the other. It begins by itself.
 */
GtkWidget *anser_doctor_window_new (GtkWindow       *parent,
                                    AnserAccount    *account,
                                    AnserPostOffice *office);

G_END_DECLS
