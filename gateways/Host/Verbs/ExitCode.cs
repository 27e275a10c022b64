namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>How the program ends; scripts rely on these.</summary>
public static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;

    /// <summary>Configuration, arguments, a missing file, a port in use.</summary>
    public const int BadInput = 2;

    /// <summary>Refused for safety: lock held, foreign or damaged journal, pre-flight.</summary>
    public const int Refused = 3;

    /// <summary>A second signal.</summary>
    public const int Interrupted = 130;
}
