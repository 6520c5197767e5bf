/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "digits.h"

char *
anser_digits_put (char    *to,
                  guint64  number)
{
  char *end = to;

  for (guint64 left = number; left > 9; left /= 10)
    end++;
  for (char *at = end; at >= to; at--)
    {
      *at = '0' + number % 10;
      number /= 10;
    }

  return end + 1;
}
