using System.Buffers.Text;
using System.Security.Cryptography;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// HMAC-SHA256 in Base64 (Bitget API v2, "Signature") of time, verb, target and body with nothing between them. One
/// keyed state and one text are used again and again: 0 bytes a signature. The sending thread and the control thread
/// share them; the lock is uncontended.
/// </summary>
public sealed class BitgetSigner : IDisposable
{
    public const int TextLength = 44;

    private static readonly byte[][] Verbs =
        ["GET"u8.ToArray(), "POST"u8.ToArray(), "PUT"u8.ToArray(), "DELETE"u8.ToArray()];

    private readonly Lock _gate = new();
    private readonly HMACSHA256 _hmac;
    private readonly ByteText _text = new(8192);
    private readonly byte[] _before;
    private readonly byte[] _after;

    /// <summary>What a request about demo trading has to say.</summary>
    public static ReadOnlySpan<byte> DemoHeader => "paptrading: 1\r\n"u8;

    /// <param name="credentials">Key, secret and pass phrase.</param>
    /// <param name="isDemo">The keys are those of a demo account, which each request has to say.</param>
    public BitgetSigner(Credentials credentials, bool isDemo)
    {
        _hmac = new HMACSHA256(credentials.Secret.ToArray());
        _before = [.. "ACCESS-KEY: "u8, .. credentials.ApiKey, .. "\r\nACCESS-SIGN: "u8];
        _after =
        [
            .. "\r\nACCESS-PASSPHRASE: "u8, .. credentials.Passphrase, .. "\r\nlocale: en-US\r\n"u8,
            .. "Content-Type: application/json\r\n"u8, .. isDemo ? DemoHeader : ""u8,
        ];
    }

    /// <summary>Signs exactly the bytes given.</summary>
    public void Sign(ReadOnlySpan<byte> payload, Span<byte> base64)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        lock (_gate) _hmac.TryComputeHash(payload, hash, out _);
        Base64.EncodeToUtf8(hash, base64, out _, out _);
    }

    /// <summary>Appends the header lines of a signed request; the time is the venue's, in milliseconds.</summary>
    public void SignRequest(VenueRequest request, long timeMs)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> base64 = stackalloc byte[TextLength];
        lock (_gate)
        {
            _text.Clear();
            _text.Add(timeMs).Add(Verbs[(int)request.Verb]).Add(request.Target.Span).Add(request.Body.Span);
            _hmac.TryComputeHash(_text.Span, hash, out _);
        }

        Base64.EncodeToUtf8(hash, base64, out _, out _);
        request.Headers.Add(_before).Add(base64).Add("\r\nACCESS-TIMESTAMP: "u8).Add(timeMs).Add(_after);
    }

    public void Dispose() => _hmac.Dispose();
}
