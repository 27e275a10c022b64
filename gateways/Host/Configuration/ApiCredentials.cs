namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>Key and secret of an account. Never printed.</summary>
public sealed record ApiCredentials(string Key, string Secret)
{
    public const string KeyVariable = "OPENSQT_API_KEY";
    public const string SecretVariable = "OPENSQT_API_SECRET";

    public override string ToString() => "(hidden)";
}
