using System.Security.Cryptography;
using System.Text;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>Key, time window and signature of a request, checked in the venue's order.</summary>
internal sealed class RequestSecurity(string apiKey, string apiSecret)
{
    private const long DefaultReceiveWindowMs = 5_000;
    private const long MaxReceiveWindowMs = 60_000;
    private const long FutureToleranceMs = 1_000;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(apiKey);
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(apiSecret);

    public VenueError Check(EndpointSecurity security, string? key, RequestParameters parameters, long nowMs)
    {
        if (security == EndpointSecurity.None) return VenueError.None;
        if (string.IsNullOrEmpty(key)) return VenueErrors.KeyFormat;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), _key)) return VenueErrors.Key;
        if (security == EndpointSecurity.Key) return VenueError.None;
        if (!parameters.TryLong("timestamp", out _)) return VenueErrors.Missing("timestamp");
        if (!IsInWindow(parameters, nowMs)) return VenueErrors.Timestamp;
        if (parameters.Signature is not { } signature) return VenueErrors.Missing("signature");
        return IsSignature(signature, parameters.SignedText) ? VenueError.None : VenueErrors.Signature;
    }

    /// <summary>timestamp &lt; now + 1000 and now − timestamp ≤ recvWindow.</summary>
    public static bool IsInWindow(RequestParameters parameters, long nowMs)
    {
        if (!parameters.TryLong("timestamp", out long timestamp)) return false;
        long window = DefaultReceiveWindowMs;
        if (parameters.TryOptionalLong("recvWindow", out long? asked) && asked is { } given) window = given;
        if (window <= 0 || window > MaxReceiveWindowMs) return false;
        return timestamp > 0 && timestamp < nowMs + FutureToleranceMs && nowMs - timestamp <= window;
    }

    private bool IsSignature(string signature, string text)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(text), expected);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature.Length == 2 * given.Length
            && Convert.FromHexString(signature, given, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == given.Length
            && CryptographicOperations.FixedTimeEquals(given, expected);
    }
}
