BeforeAll {
    . $PSScriptRoot/common.ps1
}

Describe 'ConvertTo-InfluxLineProtocol' {
    It 'writes one line for each object' {
        [pscustomobject]@{ time = 1; room = 'a b'; v = 1; f = 0.5; s = 'x "y"'; b = $true } | ConvertTo-InfluxLineProtocol -Measurement home -TagColumn room |
            Should -BeExactly 'home,room=a\ b v=1i,f=0.5,s="x \"y\"",b=true 1'
    }

    It 'reports an object that is no point' {
        { [pscustomobject]@{ v = 1 } | ConvertTo-InfluxLineProtocol -Measurement home -ErrorAction Stop } | Should -Throw -ErrorId 'PointInvalid,*'
    }

    It 'advises a type that text and numbers of one column both fit' {
        $rows = @{ time = 1; v = 'a' }, @{ time = 2; v = 3 }
        $null = $rows | ConvertTo-InfluxLineProtocol m -ErrorAction SilentlyContinue -ErrorVariable failed
        $advised = Invoke-Expression ([regex]::Match("$failed", "(?<=-FieldType )@\{ v = '\w+' \}").Value)
        $rows | ConvertTo-InfluxLineProtocol m -FieldType $advised | Should -Be 'm v="a" 1', 'm v="3" 2'
    }

    It 'takes a culture that the system knows' {
        [pscustomobject]@{ time = '03.04.2026 13:00'; v = '1,5' } | ConvertTo-InfluxLineProtocol m -Culture de-DE -InferType |
            Should -BeExactly 'm v=1.5 1775221200000000000'
    }

    It 'refuses <_> as a culture' -ForEach 'Deutsch', 'german', 'deDE', '' {
        { [pscustomobject]@{ time = '03.04.2026 13:00'; v = '1,5' } | ConvertTo-InfluxLineProtocol m -Culture $_ -InferType } |
            Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }

    It 'completes cultures' {
        $line = 'ConvertTo-InfluxLineProtocol m -Culture de-D'
        ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText | Should -Contain 'de-DE'
        $line = 'Write-InfluxPoints m -Culture switzerland'
        ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText | Should -Contain 'de-CH'
    }
}
