using System.Globalization;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>A state hash as it is printed everywhere: 16 hexadecimal digits.</summary>
public static class HashText
{
    public static string Of(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);
}
