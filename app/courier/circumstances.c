/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "circumstances.h"

/* A network that has just come up has no names yet, and comes and goes a few times. */
#define SETTLE_SECONDS 2

#define LOGIND_NAME "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define LOGIND_INTERFACE "org.freedesktop.login1.Manager"

struct _AnserCircumstances
{
  GObject               parent_instance;

  GSettings            *settings;
  GNetworkMonitor      *network;
  GPowerProfileMonitor *power;
  GDBusConnection      *system_bus;     /* (nullable): as in a sandbox */
  GCancellable         *cancellable;
  unsigned              sleep_id;       /* subscription to what logind says */
  unsigned              settle_source;
  gboolean              was_available;
  AnserPause            pause;
};

enum
{
  PROP_PAUSE = 1,
  N_PROPERTIES,
};

enum
{
  CALL,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AnserCircumstances, anser_circumstances, G_TYPE_OBJECT)

static AnserPause
find_pause (AnserCircumstances *self)
{
  if (g_settings_get_boolean (self->settings, "pause-on-battery-saver") &&
      g_power_profile_monitor_get_power_saver_enabled (self->power))
    return ANSER_PAUSE_BATTERY;
  if (g_settings_get_boolean (self->settings, "pause-on-metered") &&
      g_network_monitor_get_network_metered (self->network))
    return ANSER_PAUSE_METERED;

  return ANSER_PAUSE_NONE;
}

static void
update (AnserCircumstances *self)
{
  AnserPause pause = find_pause (self);

  if (pause == self->pause)
    return;

  self->pause = pause;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSE]);
}

static gboolean
on_settled (gpointer user_data)
{
  AnserCircumstances *self = user_data;

  self->settle_source = 0;
  g_signal_emit (self, signals[CALL], 0);

  return G_SOURCE_REMOVE;
}

static void
call_soon (AnserCircumstances *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add_seconds (SETTLE_SECONDS, on_settled, self);
}

/* Not every monitor emits both of the signals for this. */
static void
on_network_changed (AnserCircumstances *self)
{
  gboolean available = g_network_monitor_get_network_available (self->network);

  if (available && !self->was_available)
    call_soon (self);
  self->was_available = available;
  update (self);
}

/* TRUE before the machine goes to sleep, FALSE when it has woken up. */
static void
on_prepare_for_sleep (GDBusConnection *bus,
                      const char      *sender,
                      const char      *path,
                      const char      *interface,
                      const char      *signal,
                      GVariant        *parameters,
                      gpointer         user_data)
{
  gboolean before = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &before);
  if (!before)
    call_soon (user_data);
}

static void
on_system_bus (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);
  AnserCircumstances *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bus == NULL)
    {
      /* The clock finds soon after waking up that it is time. */
      g_debug ("Nobody will say that the machine woke up: %s", error->message);
      return;
    }

  self->system_bus = g_steal_pointer (&bus);
  self->sleep_id =
    g_dbus_connection_signal_subscribe (self->system_bus, LOGIND_NAME, LOGIND_INTERFACE,
                                        "PrepareForSleep", LOGIND_PATH, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, on_prepare_for_sleep, self, NULL);
}

static void
anser_circumstances_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  AnserCircumstances *self = ANSER_CIRCUMSTANCES (object);

  switch (property_id)
    {
    case PROP_PAUSE:
      g_value_set_int (value, self->pause);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
anser_circumstances_dispose (GObject *object)
{
  AnserCircumstances *self = ANSER_CIRCUMSTANCES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (self->sleep_id != 0)
    g_dbus_connection_signal_unsubscribe (self->system_bus, self->sleep_id);
  self->sleep_id = 0;
  g_clear_object (&self->system_bus);
  g_clear_object (&self->settings);
  g_clear_object (&self->network);
  g_clear_object (&self->power);

  G_OBJECT_CLASS (anser_circumstances_parent_class)->dispose (object);
}

static void
anser_circumstances_class_init (AnserCircumstancesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anser_circumstances_dispose;
  object_class->get_property = anser_circumstances_get_property;

  properties[PROP_PAUSE] =
    g_param_spec_int ("pause", NULL, NULL, ANSER_PAUSE_NONE, ANSER_PAUSE_METERED, ANSER_PAUSE_NONE,
                      G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[CALL] =
    g_signal_new ("call", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
anser_circumstances_init (AnserCircumstances *self)
{
  self->settings = g_settings_new (ANSER_APPLICATION_ID);
  self->cancellable = g_cancellable_new ();
}

AnserCircumstances *
anser_circumstances_new (GNetworkMonitor      *network,
                         GPowerProfileMonitor *power)
{
  AnserCircumstances *self;

  g_return_val_if_fail (network == NULL || G_IS_NETWORK_MONITOR (network), NULL);
  g_return_val_if_fail (power == NULL || G_IS_POWER_PROFILE_MONITOR (power), NULL);

  self = g_object_new (ANSER_TYPE_CIRCUMSTANCES, NULL);
  self->network = g_object_ref (network != NULL ? network : g_network_monitor_get_default ());
  self->power = power != NULL ? g_object_ref (power) : g_power_profile_monitor_dup_default ();
  self->was_available = g_network_monitor_get_network_available (self->network);
  self->pause = find_pause (self);

  g_signal_connect_object (self->settings, "changed::pause-on-battery-saver",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::pause-on-metered", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (on_network_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "notify::network-available",
                           G_CALLBACK (on_network_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "notify::network-metered", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->power, "notify::power-saver-enabled", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_system_bus, self);

  return self;
}

AnserPause
anser_circumstances_get_pause (AnserCircumstances *self)
{
  g_return_val_if_fail (ANSER_IS_CIRCUMSTANCES (self), ANSER_PAUSE_NONE);

  return self->pause;
}
