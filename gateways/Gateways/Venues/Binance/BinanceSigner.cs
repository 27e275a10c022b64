using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// HMAC-SHA256 of the request text, as lower-case hex (Binance USDⓈ-M, "SIGNED endpoints"). One keyed state is used
/// again and again: 0 bytes a signature. The sending thread and the control thread share it; the lock is uncontended.
/// </summary>
public sealed class BinanceSigner : IDisposable
{
    public const int HexLength = 64;

    private readonly Lock _gate = new();
    private readonly HmacSha256 _hmac;

    public BinanceSigner(ReadOnlySpan<byte> secret) => _hmac = new HmacSha256(secret);

    /// <summary>Signs exactly the bytes given: no part is parsed, sorted or encoded again.</summary>
    public void Sign(ReadOnlySpan<byte> payload, Span<byte> hex)
    {
        Span<byte> hash = stackalloc byte[HmacSha256.HashBytes];
        lock (_gate) _hmac.Compute(payload, hash);
        for (int i = 0; i < hash.Length; i++)
        {
            hex[2 * i] = "0123456789abcdef"u8[hash[i] >> 4];
            hex[2 * i + 1] = "0123456789abcdef"u8[hash[i] & 15];
        }
    }

    /// <summary>Appends <c>&amp;signature=…</c> to a target, over everything behind its question mark.</summary>
    public void SignQuery(ByteText target)
    {
        int query = target.Span.IndexOf((byte)'?') + 1;
        Span<byte> hex = stackalloc byte[HexLength];
        Sign(target.Span[query..], hex);
        target.Add("&signature="u8).Add(hex);
    }

    public void Dispose() => _hmac.Dispose();
}
