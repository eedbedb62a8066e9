" Opens the shop.
" Maintainer: nobody

if exists('g:loaded_shop')
  finish
endif
let g:loaded_shop = 1
let g:shop_name = 'corner'
let s:private = 2

" Opens it.
function! shop#open(name, ...) abort
  let l:text = "function! no()"
  if a:name
    return 1
  endif
endfunction

func s:close() dict
  fu! Inner()
  endfu
endfunc

def Later(a: number): string
  # function! hidden()
  return ''
enddef

command! -nargs=1 -complete=customlist,shop#names Open call shop#open(<f-args>)
com Close call s:close()
nnoremap <leader>o :Open<CR>

runtime autoload/shop.vim
source plugin/extra.vim
