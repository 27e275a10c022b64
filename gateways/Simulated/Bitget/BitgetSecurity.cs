using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Bitget;

/// <summary>Key, pass phrase, fixed time window of 30 s and HMAC-SHA256 in Base64.</summary>
internal sealed class BitgetSecurity(string apiKey, string apiSecret, string passphrase)
{
    private const long WindowMs = 30_000;

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(apiSecret);

    public VenueError Check(FrontRequest request, long nowMs)
    {
        string time = request.Header("ACCESS-TIMESTAMP");
        if (time.Length == 0) return VenueErrors.Missing("ACCESS-TIMESTAMP");
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out long sentMs)
            || Math.Abs(nowMs - sentMs) > WindowMs) return VenueErrors.Timestamp;
        string query = request.Query.Length > 0 ? "?" + request.Query : "";
        return Check(request.Header("ACCESS-KEY"), request.Header("ACCESS-PASSPHRASE"), request.Header("ACCESS-SIGN"),
            $"{time}{request.Method}{request.Path}{query}{request.Body}");
    }

    /// <summary>The login of a socket; its time is in seconds.</summary>
    public VenueError CheckLogin(string key, string phrase, string signature, string time, long nowMs)
    {
        bool isInWindow = long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && Math.Abs(nowMs - seconds * 1_000) <= WindowMs;
        return isInWindow ? Check(key, phrase, signature, $"{time}GET/user/verify") : VenueErrors.Timestamp;
    }

    private VenueError Check(string key, string phrase, string signature, string text)
    {
        if (key != apiKey || phrase != passphrase) return VenueErrors.Key;
        string expected = Convert.ToBase64String(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(text)));
        bool isEqual = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(signature));
        return isEqual ? VenueError.None : VenueErrors.Signature;
    }
}
