using System.Security.Cryptography;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>The account's one listen key: made on demand, prolonged by use, dead after its lifetime.</summary>
internal sealed class ListenKeys(long lifetimeMs)
{
    private const int KeyLength = 64;

    private long _validUntilMs;

    /// <summary>The key in force, or null.</summary>
    public string? Current { get; private set; }

    /// <summary>The key in force, prolonged; a new one when there is none.</summary>
    public string Create(long nowMs)
    {
        Current ??= RandomNumberGenerator.GetString(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", KeyLength);
        _validUntilMs = nowMs + lifetimeMs;
        return Current;
    }

    public bool Prolong(long nowMs)
    {
        if (Current is null) return false;
        _validUntilMs = nowMs + lifetimeMs;
        return true;
    }

    public void Delete() => Current = null;

    /// <summary>The key that has just died of age, once; null otherwise.</summary>
    public string? TakeExpired(long nowMs)
    {
        if (Current is null || nowMs < _validUntilMs) return null;
        string expired = Current;
        Current = null;
        return expired;
    }

    /// <summary>Fault switch: the key dies at the next look.</summary>
    public void ExpireNow() => _validUntilMs = 0;
}
