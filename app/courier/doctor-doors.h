/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserDoctorDoor:
 * @address: one of a server's addresses
 * @tried: whether a connection to it was tried
 * @error: (nullable): why it failed
 * @delay: microseconds until it came about or failed
 */
typedef struct
{
  char     *address;
  gboolean  tried;
  GError   *error;
  gint64    delay;
} AnserDoctorDoor;

/**
 * AnserDoctorDoors:
 * @delay: microseconds that looking the name up took; -1 for what is an address already
 * @error: (nullable): why the name has no address
 * @doors: (element-type AnserDoctorDoor): in the order of the resolver
 *
 * The ways to a server (P37). Where there is only one, it is not tried: the session will.
 */
typedef struct
{
  gint64     delay;
  GError    *error;
  GPtrArray *doors;
} AnserDoctorDoors;

void              anser_doctor_doors_free   (AnserDoctorDoors     *self);

/* @patience: seconds that a connection may take. */
void              anser_doctor_doors_async  (const char           *host,
                                             guint16               port,
                                             unsigned              patience,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);

/* (transfer full); NULL only when it was cancelled. */
AnserDoctorDoors *anser_doctor_doors_finish (GAsyncResult         *result,
                                             GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserDoctorDoors, anser_doctor_doors_free)

G_END_DECLS
