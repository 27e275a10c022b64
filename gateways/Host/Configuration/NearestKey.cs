namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>Finds the key that was probably meant.</summary>
public static class NearestKey
{
    /// <summary>The candidate with the fewest single-character changes; null when there is none.</summary>
    public static string? Of(string text, IEnumerable<string> candidates) =>
        candidates.OrderBy(candidate => Distance(text, candidate))
            .ThenBy(candidate => candidate, StringComparer.Ordinal)
            .FirstOrDefault();

    private static int Distance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
