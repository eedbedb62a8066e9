@echo off
rem Builds the shop.
rem Usage: constructs.bat [target]
setlocal
set target=%1
call "%~dp0env.bat"
call tools\check.cmd --fast
if "%1"=="clean" goto Clean
call :build %target%
goto :EOF

:: Builds one target.
:Build
echo call nothing
exit /b 0

REM Removes it all.
:Clean
del /q out
goto end

:end
endlocal
