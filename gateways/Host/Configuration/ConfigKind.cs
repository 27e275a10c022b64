namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>What may stand behind a key.</summary>
public enum ConfigKind
{
    Number,
    Flag,
    Text,
    TextList,
}
