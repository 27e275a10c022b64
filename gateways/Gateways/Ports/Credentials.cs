using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>
/// API key, secret and, where a venue has one, pass phrase. None ever appears in a log, an exception or a text form of
/// this object.
/// </summary>
public sealed class Credentials
{
    private readonly byte[] _apiKey;
    private readonly byte[] _secret;

    private readonly byte[] _passphrase = [];

    public Credentials(string apiKey, string secret, string? passphrase = null)
    {
        CheckUsable("API key", apiKey);
        CheckUsable("API secret", secret);
        _apiKey = Encoding.ASCII.GetBytes(apiKey);
        _secret = Encoding.ASCII.GetBytes(secret);
        if (passphrase is null) return;
        CheckUsable("pass phrase", passphrase);
        _passphrase = Encoding.ASCII.GetBytes(passphrase);
    }

    public ReadOnlySpan<byte> ApiKey => _apiKey;
    public ReadOnlySpan<byte> Secret => _secret;

    /// <summary>Empty where there is none.</summary>
    public ReadOnlySpan<byte> Passphrase => _passphrase;

    /// <summary>Tells accounts apart in journals and lock names: a hash of the key's id, never of the secret.</summary>
    public ulong Fingerprint => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(_apiKey));

    public override string ToString() => $"account {Fingerprint:x16}";

    // A line break or a control character in a key would end up inside an HTTP header.
    private static void CheckUsable(string what, string text)
    {
        if (string.IsNullOrEmpty(text) || !text.All(c => c is > ' ' and < '\x7f'))
            throw new VenueException($"the {what} is missing or not printable ASCII: set it again");
    }
}
