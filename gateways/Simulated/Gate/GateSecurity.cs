using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Gate;

/// <summary>Key, time window of 60 s and HMAC-SHA512, in the venue's order: the time is looked at first.</summary>
internal sealed class GateSecurity(string apiKey, string apiSecret)
{
    private const long WindowSeconds = 60;

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(apiSecret);

    /// <summary>A REST request: five lines; and the place must not be older than the client said.</summary>
    public VenueError Check(FrontRequest request, long nowMs)
    {
        string time = request.Header("Timestamp");
        if (time.Length == 0) return VenueErrors.Missing("Timestamp");
        if (!IsInWindow(time, nowMs)) return VenueErrors.Timestamp;
        string expiry = request.Header("x-gate-exptime");
        if (expiry.Length > 0 && (!long.TryParse(expiry, out long untilMs) || nowMs > untilMs))
            return VenueErrors.MatchingTimestamp;
        string body = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(request.Body)));
        string text = $"{request.Method}\n{request.Path}\n{request.Query}\n{body}\n{time}";
        return Check(request.Header("KEY"), request.Header("SIGN"), text);
    }

    /// <summary>A subscription to a private channel.</summary>
    public VenueError CheckChannel(string key, string signature, string channel, string action, long time, long nowMs)
    {
        if (!IsInWindow(time.ToString(CultureInfo.InvariantCulture), nowMs)) return VenueErrors.Timestamp;
        return Check(key, signature, string.Create(
            CultureInfo.InvariantCulture, $"channel={channel}&event={action}&time={time}"));
    }

    /// <summary>The login that order entry by WebSocket needs.</summary>
    public VenueError CheckLogin(string key, string signature, string time, long nowMs) =>
        IsInWindow(time, nowMs) ? Check(key, signature, $"api\nfutures.login\n\n{time}") : VenueErrors.Timestamp;

    private static bool IsInWindow(string time, long nowMs) =>
        long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
        && Math.Abs(nowMs / 1_000 - seconds) <= WindowSeconds;

    private VenueError Check(string key, string signature, string text)
    {
        if (key != apiKey) return VenueErrors.Key;
        byte[] expected = HMACSHA512.HashData(_secret, Encoding.UTF8.GetBytes(text));
        bool isEqual = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected)), Encoding.ASCII.GetBytes(signature));
        return isEqual ? VenueError.None : VenueErrors.Signature;
    }
}
