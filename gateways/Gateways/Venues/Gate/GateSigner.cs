using System.Security.Cryptography;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// HMAC-SHA512 as lower-case hex (Gate API v4, "Authentication"): of five lines for a request, of one line for a
/// private channel. One keyed state and one text are used again and again: 0 bytes a signature. The sending thread and
/// the control thread share them; the lock is uncontended.
/// </summary>
public sealed class GateSigner : IDisposable
{
    public const int HexLength = 128;

    private static readonly byte[][] Verbs =
        ["GET\n"u8.ToArray(), "POST\n"u8.ToArray(), "PUT\n"u8.ToArray(), "DELETE\n"u8.ToArray()];

    private readonly Lock _gate = new();
    private readonly HMACSHA512 _hmac;
    private readonly ByteText _text = new(4096);
    private readonly byte[] _keyLine;

    public GateSigner(Credentials credentials)
    {
        _hmac = new HMACSHA512(credentials.Secret.ToArray());
        _keyLine = [.. "KEY: "u8, .. credentials.ApiKey, .. "\r\n"u8];
    }

    /// <summary>Signs exactly the bytes given.</summary>
    public void Sign(ReadOnlySpan<byte> payload, Span<byte> hex)
    {
        Span<byte> hash = stackalloc byte[HMACSHA512.HashSizeInBytes];
        lock (_gate) _hmac.TryComputeHash(payload, hash, out _);
        WriteHex(hash, hex);
    }

    /// <summary>
    /// Appends the header lines of a signed request: key, time (venue time in seconds), signature. The signed path and
    /// query are the target as it is sent.
    /// </summary>
    public void SignRequest(VenueRequest request, long seconds)
    {
        Span<byte> hex = stackalloc byte[HexLength];
        Span<byte> hash = stackalloc byte[HMACSHA512.HashSizeInBytes];
        ReadOnlySpan<byte> target = request.Target.Span;
        int query = target.IndexOf((byte)'?');
        SHA512.HashData(request.Body.Span, hash);
        WriteHex(hash, hex);
        lock (_gate)
        {
            _text.Clear();
            _text.Add(Verbs[(int)request.Verb]).Add(query < 0 ? target : target[..query]).Add("\n"u8);
            if (query >= 0) _text.Add(target[(query + 1)..]);
            _text.Add("\n"u8).Add(hex).Add("\n"u8).Add(seconds);
            _hmac.TryComputeHash(_text.Span, hash, out _);
        }

        WriteHex(hash, hex);
        request.Headers.Add(_keyLine).Add("Timestamp: "u8).Add(seconds).Add("\r\nSIGN: "u8).Add(hex).Add("\r\n"u8);
    }

    /// <summary>The signature of a subscription: <c>channel=…&amp;event=…&amp;time=…</c>.</summary>
    public void SignChannel(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> action, long seconds, Span<byte> hex)
    {
        Span<byte> hash = stackalloc byte[HMACSHA512.HashSizeInBytes];
        lock (_gate)
        {
            _text.Clear();
            _text.Add("channel="u8).Add(channel).Add("&event="u8).Add(action).Add("&time="u8).Add(seconds);
            _hmac.TryComputeHash(_text.Span, hash, out _);
        }

        WriteHex(hash, hex);
    }

    public void Dispose() => _hmac.Dispose();

    private static void WriteHex(ReadOnlySpan<byte> hash, Span<byte> hex)
    {
        for (int i = 0; i < hash.Length; i++)
        {
            hex[2 * i] = "0123456789abcdef"u8[hash[i] >> 4];
            hex[2 * i + 1] = "0123456789abcdef"u8[hash[i] & 15];
        }
    }
}
