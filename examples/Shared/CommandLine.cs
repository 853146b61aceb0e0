using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net.Sockets;
using System.Reflection;

namespace AsyncoreNet.Examples;

/// <summary>What all command lines here have in common: bad arguments are one line on standard error and exit code 2.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int BadArguments = 2;

    /// <summary>Parses the arguments and runs the program, or prints its help or what is wrong. Returns the exit code.</summary>
    public static int Run(RootCommand command, string[] args, Func<ParseResult, int> program)
    {
        command.SetAction(program);
        ParseResult parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            return Fail($"{parsed.Errors[0].Message} Try --help.", BadArguments);
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return Fail(failure.Message);
        }
    }

    /// <summary>Writes one line to standard error and returns the exit code.</summary>
    public static int Fail(string message, int exitCode = Failed)
    {
        string line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Console.Error.WriteLine($"{Assembly.GetEntryAssembly()?.GetName().Name}: {line}");
        return exitCode;
    }

    /// <summary>A port number. Without a default it must be given.</summary>
    public static Option<int> Port(string name, string description, int? byDefault, params string[] aliases)
    {
        var option = new Option<int>(name, aliases)
        {
            Description = description,
            HelpName = "PORT",
            Required = byDefault is null,
            CustomParser = ParsePort,
        };
        if (byDefault is { } port)
        {
            option.DefaultValueFactory = _ => port;
        }

        return option;
    }

    /// <summary>A whole number within bounds, such as a limit in bytes.</summary>
    public static Option<int> Number(string name, string description, int byDefault, int least = 0, int most = int.MaxValue)
    {
        return new Option<int>(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => byDefault,
            CustomParser = result =>
            {
                string text = result.Tokens[^1].Value;
                if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                    || number < least || number > most)
                {
                    result.AddError($"'{text}' is not a number from {least} to {most}, which {name} takes.");
                }

                return number;
            },
        };
    }

    /// <summary>A host: an address, or a name to look up. Without a default it must be given.</summary>
    public static Option<string> Host(string name, string description, string? byDefault, params string[] aliases)
    {
        var option = new Option<string>(name, aliases)
        {
            Description = description,
            HelpName = "HOST",
            Required = byDefault is null,
        };
        if (byDefault is not null)
        {
            option.DefaultValueFactory = _ => byDefault;
        }

        return option;
    }

    /// <summary>The style of programming to show; the first is the default.</summary>
    public static Option<string> Style(params string[] styles)
    {
        var option = new Option<string>("--style")
        {
            Description = "How the program is written.",
            HelpName = string.Join('|', styles),
            DefaultValueFactory = _ => styles[0],
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [.., var style] && !styles.Contains(style.Value, StringComparer.Ordinal))
            {
                result.AddError($"'{style.Value}' is not a style of this program, which has: {string.Join(", ", styles)}.");
            }
        });
        return option;
    }

    private static int ParsePort(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            result.AddError($"'{text}' is not a port, a number from 0 to 65535.");
        }

        return port;
    }
}
