/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "providers.h"

#include "accounts-resources.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PROVIDERS_RESOURCE "/io/github/ansermail/Anser/providers.ini"

/* What a key of the data file says to the user. */
static const struct
{
  const char *key;
  const char *sentence;
} hints[] = {
  { "authorization-code",
    N_("This provider wants an authorisation code instead of your password. Switch on POP3/SMTP in "
       "the settings of its web mail, create a code there, and enter it here.") },
  { "app-password",
    N_("This provider wants an app password instead of your usual one. Create one in the security "
       "settings of your account on its web site, switch on POP there, and enter it here.") },
  { "enable-pop3",
    N_("If the test does not succeed, switch on POP3 in the settings of this provider’s web mail, "
       "and use an app password if it offers one.") },
  { "browser-login",
    N_("Many accounts of this provider only let programs in that log in with the browser. If the "
       "test says that the password was refused, create an app password on its web site.") },
};

static const char *
find_hint (const char *key)
{
  for (gsize i = 0; key != NULL && i < G_N_ELEMENTS (hints); i++)
    if (strcmp (hints[i].key, key) == 0)
      return _(hints[i].sentence);

  return NULL;
}

/* The data file, read once. The resource is registered by hand: the linker may drop a static
 * library's constructor. */
static GKeyFile *
get_providers (void)
{
  static gsize providers = 0;

  if (g_once_init_enter (&providers))
    {
      GKeyFile *file = g_key_file_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      anser_accounts_register_resource ();
      bytes = g_resources_lookup_data (PROVIDERS_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
      if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &error))
        g_critical ("The list of providers cannot be read: %s", error->message);

      g_once_init_leave (&providers, (gsize) file);
    }

  return (GKeyFile *) providers;
}

static gboolean
has_domain (GKeyFile   *file,
            const char *group,
            const char *domain)
{
  g_auto (GStrv) domains = g_key_file_get_string_list (file, group, "domains", NULL, NULL);

  return domains != NULL && g_strv_contains ((const char * const *) domains, domain);
}

static char *
find_group (GKeyFile   *file,
            const char *domain)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (char **group = groups; *group != NULL; group++)
    if (has_domain (file, *group, domain))
      return g_strdup (*group);

  return NULL;
}

static void
set_server (AnserAccount            *account,
            AnserProtocol            protocol,
            const char              *host,
            unsigned                 port,
            AnserConnectionSecurity  security,
            const char              *user)
{
  if (protocol == ANSER_PROTOCOL_POP3)
    g_object_set (account, "pop3-host", host, "pop3-port", port, "pop3-security", security,
                  "pop3-user", user, NULL);
  else
    g_object_set (account, "smtp-host", host, "smtp-port", port, "smtp-security", security,
                  "smtp-user", user, NULL);
}

/* "host port security" */
static gboolean
fill_server (AnserAccount  *account,
             AnserProtocol  protocol,
             const char    *line,
             const char    *user)
{
  g_auto (GStrv) words = g_strsplit (line != NULL ? line : "", " ", 4);
  g_autoptr (GEnumClass) securities = g_type_class_ref (ANSER_TYPE_CONNECTION_SECURITY);
  GEnumValue *security;
  guint64 port;

  if (g_strv_length (words) != 3 ||
      !g_ascii_string_to_unsigned (words[1], 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;

  security = g_enum_get_value_by_nick (securities, words[2]);
  if (security == NULL)
    return FALSE;

  set_server (account, protocol, words[0], (unsigned) port, security->value, user);
  return TRUE;
}

/* The name of the provider; its string lives as long as the program. */
static const char *
fill_from_group (AnserAccount *account,
                 GKeyFile     *file,
                 const char   *group)
{
  g_autofree char *pop3 = g_key_file_get_string (file, group, "pop3", NULL);
  g_autofree char *smtp = g_key_file_get_string (file, group, "smtp", NULL);
  g_autofree char *kind = g_key_file_get_string (file, group, "user", NULL);
  g_autofree char *name = g_key_file_get_string (file, group, "name", NULL);
  const char *address = anser_account_get_address (account);
  g_autofree char *user = g_strcmp0 (kind, "local") == 0
                            ? g_strndup (address, strrchr (address, '@') - address)
                            : g_strdup (address);

  if (name == NULL ||
      !fill_server (account, ANSER_PROTOCOL_POP3, pop3, user) ||
      !fill_server (account, ANSER_PROTOCOL_SMTP, smtp, user))
    {
      g_critical ("The provider %s is not complete", group);
      return NULL;
    }

  return g_intern_string (name);
}

static void
fill_guesses (AnserAccount *account,
              const char   *domain)
{
  const char *address = anser_account_get_address (account);
  g_autofree char *pop3 = g_strconcat ("pop.", domain, NULL);
  g_autofree char *smtp = g_strconcat ("smtp.", domain, NULL);

  set_server (account, ANSER_PROTOCOL_POP3, pop3, 0, ANSER_CONNECTION_TLS, address);
  set_server (account, ANSER_PROTOCOL_SMTP, smtp, 0, ANSER_CONNECTION_TLS, address);
}

/**
 * anser_providers_fill:
 * @account: an account with an address
 * @hint: (out) (optional) (nullable): what the user should know about the password
 *
 * Returns: (nullable): the provider's name, or %NULL if the servers are guesses; without a domain
 *   in the address nothing is filled in
 */
const char *
anser_providers_fill (AnserAccount  *account,
                      const char   **hint)
{
  g_autofree char *domain = NULL;
  g_autofree char *group = NULL;
  g_autofree char *hint_key = NULL;
  const char *at;
  GKeyFile *file = get_providers ();

  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), NULL);

  if (hint != NULL)
    *hint = NULL;

  at = strrchr (anser_account_get_address (account), '@');
  if (at == NULL || at[1] == '\0')
    return NULL;

  domain = g_ascii_strdown (at + 1, -1);
  group = find_group (file, domain);
  if (group == NULL)
    {
      fill_guesses (account, domain);
      return NULL;
    }

  hint_key = g_key_file_get_string (file, group, "hint", NULL);
  if (hint != NULL)
    *hint = find_hint (hint_key);

  return fill_from_group (account, file, group);
}

gboolean
anser_providers_hides_fetched (const char *host)
{
  g_return_val_if_fail (host != NULL, FALSE);

  return g_ascii_strcasecmp (host, "pop.gmail.com") == 0 ||
         g_ascii_strcasecmp (host, "pop.googlemail.com") == 0;
}
