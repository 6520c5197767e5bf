/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/circumstances.h"

#define SCHEMA "io.github.ansermail.Anser"
#define LIMIT_SECONDS 30

/* A network that does what the test says. */

#define TEST_TYPE_NETWORK (test_network_get_type ())
G_DECLARE_FINAL_TYPE (TestNetwork, test_network, TEST, NETWORK, GObject)

struct _TestNetwork
{
  GObject  parent_instance;
  gboolean available;
  gboolean metered;
};

static void
test_network_monitor_init (GNetworkMonitorInterface *iface)
{
}

static gboolean
test_network_start (GInitable     *initable,
                    GCancellable  *cancellable,
                    GError       **error)
{
  return TRUE;
}

static void
test_network_initable_init (GInitableIface *iface)
{
  iface->init = test_network_start;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestNetwork, test_network, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, test_network_initable_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                      test_network_monitor_init))

enum
{
  NETWORK_AVAILABLE = 1,
  NETWORK_METERED,
  NETWORK_CONNECTIVITY,
};

static void
test_network_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TestNetwork *self = TEST_NETWORK (object);

  if (id == NETWORK_AVAILABLE)
    g_value_set_boolean (value, self->available);
  else if (id == NETWORK_METERED)
    g_value_set_boolean (value, self->metered);
  else
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
}

static void
test_network_class_init (TestNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_network_get_property;
  g_object_class_override_property (object_class, NETWORK_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, NETWORK_METERED, "network-metered");
  g_object_class_override_property (object_class, NETWORK_CONNECTIVITY, "connectivity");
}

static void
test_network_init (TestNetwork *self)
{
  self->available = TRUE;
}

static void
set_network (TestNetwork *self,
             gboolean     available,
             gboolean     metered)
{
  self->available = available;
  self->metered = metered;
  g_object_notify (G_OBJECT (self), "network-metered");
  g_signal_emit_by_name (self, "network-changed", available);
}

/* The same for the battery saver. */

#define TEST_TYPE_POWER (test_power_get_type ())
G_DECLARE_FINAL_TYPE (TestPower, test_power, TEST, POWER, GObject)

struct _TestPower
{
  GObject  parent_instance;
  gboolean saver;
};

static void
test_power_monitor_init (GPowerProfileMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestPower, test_power, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, test_network_initable_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_POWER_PROFILE_MONITOR,
                                                      test_power_monitor_init))

static void
test_power_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  g_value_set_boolean (value, TEST_POWER (object)->saver);
}

static void
test_power_class_init (TestPowerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_power_get_property;
  g_object_class_override_property (object_class, 1, "power-saver-enabled");
}

static void
test_power_init (TestPower *self)
{
}

static void
set_saver (TestPower *self,
           gboolean   saver)
{
  self->saver = saver;
  g_object_notify (G_OBJECT (self), "power-saver-enabled");
}

/* Both, and what is made of them. */
typedef struct
{
  GSettings          *settings;
  TestNetwork        *network;
  TestPower          *power;
  AnserCircumstances *circumstances;
  unsigned            n_notified;
  unsigned            n_calls;
  gboolean            late;
} Surroundings;

static void
count (unsigned *n)
{
  (*n)++;
}

static void
surroundings_init (Surroundings *self)
{
  *self = (Surroundings) { 0 };
  self->settings = g_settings_new (SCHEMA);
  self->network = g_object_new (TEST_TYPE_NETWORK, NULL);
  self->power = g_object_new (TEST_TYPE_POWER, NULL);
  self->circumstances = anser_circumstances_new (G_NETWORK_MONITOR (self->network),
                                                 G_POWER_PROFILE_MONITOR (self->power));
  g_signal_connect_swapped (self->circumstances, "notify::pause", G_CALLBACK (count),
                            &self->n_notified);
  g_signal_connect_swapped (self->circumstances, "call", G_CALLBACK (count), &self->n_calls);
}

static void
surroundings_clear (Surroundings *self)
{
  g_settings_reset (self->settings, "pause-on-battery-saver");
  g_settings_reset (self->settings, "pause-on-metered");
  g_assert_finalize_object (self->circumstances);
  g_assert_finalize_object (self->network);
  g_assert_finalize_object (self->power);
  g_object_unref (self->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Surroundings, surroundings_clear)

static void
assert_pause (Surroundings *self,
              AnserPause    pause,
              unsigned      n_notified)
{
  g_assert_cmpint (anser_circumstances_get_pause (self->circumstances), ==, pause);
  g_assert_cmpuint (self->n_notified, ==, n_notified);
}

static gboolean
on_late (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
test_battery (void)
{
  g_auto (Surroundings) self;

  surroundings_init (&self);
  assert_pause (&self, ANSER_PAUSE_NONE, 0);
  set_saver (self.power, TRUE);
  assert_pause (&self, ANSER_PAUSE_BATTERY, 1);
  g_settings_set_boolean (self.settings, "pause-on-battery-saver", FALSE);
  assert_pause (&self, ANSER_PAUSE_NONE, 2);
  g_settings_set_boolean (self.settings, "pause-on-battery-saver", TRUE);
  assert_pause (&self, ANSER_PAUSE_BATTERY, 3);
  set_saver (self.power, FALSE);
  assert_pause (&self, ANSER_PAUSE_NONE, 4);
}

/* By choice: a metered network is used unless the user says no. */
static void
test_metered (void)
{
  g_auto (Surroundings) self;

  surroundings_init (&self);
  set_network (self.network, TRUE, TRUE);
  assert_pause (&self, ANSER_PAUSE_NONE, 0);
  g_settings_set_boolean (self.settings, "pause-on-metered", TRUE);
  assert_pause (&self, ANSER_PAUSE_METERED, 1);
  set_saver (self.power, TRUE);
  assert_pause (&self, ANSER_PAUSE_BATTERY, 2);
  set_network (self.network, TRUE, FALSE);
  set_saver (self.power, FALSE);
  assert_pause (&self, ANSER_PAUSE_NONE, 3);
}

/* A network that flickers calls once; one that only changes does not. */
static void
test_return (void)
{
  g_auto (Surroundings) self;
  unsigned limit;

  surroundings_init (&self);
  limit = g_timeout_add_seconds (LIMIT_SECONDS, on_late, &self.late);
  set_network (self.network, TRUE, FALSE);
  for (unsigned i = 0; i < 3; i++)
    {
      set_network (self.network, FALSE, FALSE);
      set_network (self.network, TRUE, FALSE);
    }
  g_assert_cmpuint (self.n_calls, ==, 0);
  while (self.n_calls == 0 && !self.late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self.n_calls, ==, 1);
  g_assert_false (g_main_context_pending (NULL));
  g_source_remove (limit);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/circumstances/battery", test_battery);
  g_test_add_func ("/circumstances/metered", test_metered);
  g_test_add_func ("/circumstances/return", test_return);

  return g_test_run ();
}
