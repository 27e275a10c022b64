using System.Globalization;

namespace OpenSQT.Lmax.Host.Inspection;

/// <summary>Engine time as text: UTC whatever the machine's zone and language are.</summary>
public static class UtcText
{
    private const long NsPerTick = 100;
    private const long NsPerDay = 86_400_000_000_000;

    /// <summary><c>2024-08-08T12:34:56.123456789Z</c></summary>
    public static string OfNs(long ns)
    {
        DateTime time = DateTime.UnixEpoch.AddTicks(ns / NsPerTick);
        string fraction = (ns % 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture);
        return $"{time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)}.{fraction}Z";
    }

    /// <summary>Number of the UTC day since 1970.</summary>
    public static long DayOf(long ns) => ns / NsPerDay;

    /// <summary><c>2024-08-08</c></summary>
    public static string OfDay(long day) =>
        DateTime.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
