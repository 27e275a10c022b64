using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>API key and secret. Neither ever appears in a log, an exception or a text form of this object.</summary>
public sealed class Credentials
{
    private readonly byte[] _apiKey;
    private readonly byte[] _secret;

    public Credentials(string apiKey, string secret)
    {
        if (!IsUsable(apiKey)) throw new VenueException("the API key is missing or not printable ASCII: set it again");
        if (!IsUsable(secret))
            throw new VenueException("the API secret is missing or not printable ASCII: set it again");
        _apiKey = Encoding.ASCII.GetBytes(apiKey);
        _secret = Encoding.ASCII.GetBytes(secret);
    }

    public ReadOnlySpan<byte> ApiKey => _apiKey;
    public ReadOnlySpan<byte> Secret => _secret;

    /// <summary>Tells accounts apart in journals and lock names: a hash of the key's id, never of the secret.</summary>
    public ulong Fingerprint => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(_apiKey));

    public override string ToString() => $"account {Fingerprint:x16}";

    // A line break or a control character in a key would end up inside an HTTP header.
    private static bool IsUsable(string text) => !string.IsNullOrEmpty(text) && text.All(c => c is > ' ' and < '\x7f');
}
