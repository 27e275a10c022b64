using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OpenSQT.Lmax.Dashboard.Access;

/// <summary>The one secret that opens the dashboard. Kept as its hash, compared in constant time.</summary>
public sealed class AccessToken
{
    /// <summary>Shorter ones could be guessed.</summary>
    public const int LeastLength = 32;

    private const int Bytes = 32;
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;

    public AccessToken(string text)
    {
        if (text.Length < LeastLength) throw new ArgumentException($"a token has at least {LeastLength} characters");
        _hash = HashOf(text);
    }

    private AccessToken(string text, bool isFresh) : this(text) => Fresh = isFresh ? text : null;

    /// <summary>The text of a token that was made just now, to be shown once; null = the reader knows it.</summary>
    public string? Fresh { get; }

    public static AccessToken Generate() =>
        new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)), isFresh: true);

    /// <summary>Whether the value of an Authorization header carries this token.</summary>
    public bool Opens(string? authorization)
    {
        bool hasScheme = authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ?? false;
        byte[] given = HashOf(hasScheme ? authorization![Scheme.Length..].Trim() : "");
        return CryptographicOperations.FixedTimeEquals(given, _hash);
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
